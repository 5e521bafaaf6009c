import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** One permit; what it hides changes without it, so it is looked at again now and then. */
export function usePermit(id: string) {
  return useQuery({
    queryKey: keys.permit(id),
    queryFn: () => data(api.GET("/api/v1/permits/{permit_id}", { params: { path: { permit_id: id } } })),
    refetchInterval: 60_000,
  });
}
