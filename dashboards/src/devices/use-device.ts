import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { DeviceState } from "../api/schema";

export interface DeviceFilter {
  readonly site: string;
  readonly state: DeviceState | undefined;
  readonly gateway: string | undefined;
  readonly dialect: string | undefined;
  readonly q: string | undefined;
}

/** The devices that a filter lets through, page by page. */
export function useDevicePages(filter: DeviceFilter) {
  return useInfiniteQuery({
    queryKey: keys.devicePages(filter),
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/devices", { params: { query: { ...filter, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
}

/** One device with everything that is known of it. */
export function useDevice(site: string, id: string) {
  return useQuery({
    queryKey: keys.device(`${site}/${id}`),
    queryFn: () => data(api.GET("/api/v1/devices/{device_id}", { params: { path: { device_id: id }, query: { site } } })),
    refetchInterval: 15_000,
  });
}
