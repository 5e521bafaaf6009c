import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** One procedure (`null`: none is asked for); they change with a new version of Steward only, and stay at hand where there is no signal. */
export function useSop(id: string | null) {
  return useQuery({
    queryKey: keys.sop(id ?? ""),
    enabled: id !== null,
    queryFn: () => data(api.GET("/api/v1/sops/{sop_id}", { params: { path: { sop_id: id ?? "" } } })),
    staleTime: Infinity,
    gcTime: Infinity,
  });
}
