import { useQuery } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** All the hardware of a site, and whether it speaks. */
export function useDevices(site: string) {
  return useQuery({
    queryKey: keys.devices(site),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/devices", { params: { query: { site, limit: 200, cursor } } }))),
    refetchInterval: 60_000,
  });
}
