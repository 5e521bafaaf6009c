import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** The rules in force at a site; the live stream says when one changes. */
export function useRules(site: string) {
  return useQuery({
    queryKey: keys.rules(site),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/rules", { params: { query: { site, limit: 200, cursor } } }))),
  });
}
