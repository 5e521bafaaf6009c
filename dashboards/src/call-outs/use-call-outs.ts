import { useInfiniteQuery, useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

export type CallOutView = "open" | "unanswered" | "all";

/** The stream tells of every change; this is for the minutes in which it is silent without knowing it. */
const LOOK_AGAIN_MS = 30_000;

export function callOutQuery(site: string, view: CallOutView) {
  if (view === "all") return { site };
  return { site, asks: true, state: view === "unanswered" ? (["unanswered"] as const).slice() : (["calling", "unanswered"] as const).slice() };
}

/** Call-outs of a site, newest first. */
export function useCallOuts(site: string, view: CallOutView) {
  return useInfiniteQuery({
    queryKey: [...keys.callsOf("list"), site, view],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      data(api.GET("/api/v1/call-outs", { params: { query: { ...callOutQuery(site, view), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** How many stand without an answer. */
export function useCallCounts(site: string) {
  return useQuery({
    queryKey: [...keys.callsOf("counts"), site],
    queryFn: () => data(api.GET("/api/v1/call-outs/counts", { params: { query: { site } } })),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

/** Those about an alarm or an order, with everything that came of them; the newest first. */
export function useCallOutsAbout(about: { readonly alarm: string } | { readonly order: string }) {
  const id = "alarm" in about ? about.alarm : about.order;
  return useQuery({
    queryKey: [...keys.callsOf(id), "ladders"],
    queryFn: async () => {
      const found =
        "alarm" in about
          ? await data(api.GET("/api/v1/alarms/{alarm_id}/call-outs", { params: { path: { alarm_id: id } } }))
          : await data(api.GET("/api/v1/work-orders/{order_id}/call-outs", { params: { path: { order_id: id } } }));
      return [...found.items].reverse();
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
}
