import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Channel, PersonRequest, Todo } from "../api/schema";

export interface RequestFilter {
  readonly site: string;
  readonly todo: Todo | null;
  readonly text: string;
  readonly phone: string;
  readonly room: string;
  readonly channel: Channel | null;
}

/** The newest requests that fit; what is owed is looked up again every minute. */
export function useRequests({ site, todo, text, phone, room, channel }: RequestFilter) {
  return useQuery({
    queryKey: keys.requests({ site, todo, text, phone, room, channel }),
    queryFn: () =>
      data(
        api.GET("/api/v1/requests", {
          params: { query: { site, todo, text: text === "" ? null : text, phone, room, channel, limit: 100 } },
        }),
      ),
    refetchInterval: 60_000,
  });
}

/** Who asked for an order. */
export function useRequestsOf(order: string, version: number) {
  return useQuery({
    queryKey: [...keys.requestsOf(order), version],
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/request", { params: { path: { order_id: order } } })),
    placeholderData: (before) => before,
  });
}

/** Its place, as whoever took it in wrote it. */
export function placeOf(request: Pick<PersonRequest, "place" | "room">): string {
  return request.place === "" ? request.room : request.place;
}
