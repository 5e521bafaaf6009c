import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** The rules in force; they change with a restart only. */
export function useRules() {
  return useQuery({
    queryKey: keys.rules,
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/rules", { params: { query: { limit: 200, cursor } } }))),
    staleTime: Infinity,
  });
}
