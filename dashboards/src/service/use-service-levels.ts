import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** What is promised for work orders at a site: it changes with the site file only. */
export function useServiceLevels(site: string) {
  return useQuery({
    queryKey: keys.serviceLevels(site),
    queryFn: () => data(api.GET("/api/v1/service-levels", { params: { query: { site } } })),
    staleTime: 10 * 60_000,
  });
}
