import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** What rules of a site are made of: kinds of condition, and what its equipment measures and says. */
export function useRuleForm(site: string) {
  return useQuery({
    queryKey: keys.ruleForm(site),
    queryFn: () => data(api.GET("/api/v1/rules/form", { params: { query: { site } } })),
    staleTime: 10 * 60_000,
  });
}
