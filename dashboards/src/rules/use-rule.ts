import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** A rule of a site with its versions; `null`: none yet, it is new. */
export function useRule(site: string, id: string | null) {
  return useQuery({
    queryKey: keys.rule(site, id ?? ""),
    queryFn: () => data(api.GET("/api/v1/rules/{rule_id}", { params: { path: { rule_id: id ?? "" }, query: { site } } })),
    enabled: id !== null,
  });
}
