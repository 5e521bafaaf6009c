import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";

import { allPages } from "../api/all-pages";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { DeviceToJoin, NewDevice } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const CALM_MS = 15_000;
const SOON_MS = 2_000;

/** Which of them it is, across pages. */
export function keyOf({ site, dialect, name }: Pick<NewDevice, "site" | "dialect" | "name">): string {
  return JSON.stringify([site, dialect, name]);
}

/** New devices of a site, and which of them this person has joined that are not in effect yet (and when): asked for more often while there are such. */
export function useNewDevices(site: string, aside: boolean) {
  const client = useQueryClient();
  const [joined, setJoined] = useState<ReadonlyMap<string, number>>(new Map());
  const query = useInfiniteQuery({
    queryKey: [...keys.newDevices(site), aside],
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/new-devices", { params: { query: { site, aside, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some((device) => joined.has(keyOf(device)))) === true ? SOON_MS : CALM_MS),
  });
  const listed = query.data?.pages;
  const waiting = useMemo(() => {
    const there = new Set(listed?.flatMap(({ items }) => items.map(keyOf)));
    return new Map([...joined].filter(([key]) => there.has(key)));
  }, [listed, joined]);
  // Whoever has left the list is in effect: all that follows from the site file is read anew.
  const before = useRef(0);
  useEffect(() => {
    if (waiting.size < before.current) void client.invalidateQueries();
    before.current = waiting.size;
  }, [waiting, client]);
  return { query, waiting, add: (key: string) => setJoined((others) => new Map(others).set(key, Date.now())) };
}

/** Every device type of the catalogue. */
export function useDeviceTypes() {
  return useQuery({
    queryKey: keys.deviceTypes(),
    queryFn: () => allPages((cursor) => data(api.GET("/api/v1/new-devices/types", { params: { query: { limit: 200, cursor } } }))),
    staleTime: Infinity,
  });
}

export function usePreview() {
  return useMutation({ mutationFn: (body: DeviceToJoin) => data(api.POST("/api/v1/new-devices/preview", { body })) });
}

export function useJoin() {
  return useMutation({ mutationFn: (body: DeviceToJoin) => data(api.POST("/api/v1/new-devices/join", { body })) });
}

/** Put a device aside as not ours, or bring it back. */
export function useSetAside() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ device: { site, dialect, name }, aside }: { readonly device: NewDevice; readonly aside: boolean }) =>
      data(
        aside
          ? api.POST("/api/v1/new-devices/set-aside", { body: { site, dialect, name, reason: "" } })
          : api.POST("/api/v1/new-devices/bring-back", { body: { site, dialect, name } }),
      ),
    onError: tell,
    onSettled: (_told, _error, { device }) => client.invalidateQueries({ queryKey: keys.newDevices(device.site) }),
  });
}
