import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef } from "react";

import { type AlarmFilter, anyAlarm, belongsToAlarms } from "../alarms/alarm-filter";
import { useAlarms } from "../alarms/use-alarms";
import { api, data } from "../api/client";
import type { Alarm, Post, WorkOrder } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { anyOrder, type OrderFilter } from "../work-orders/order-filter";
import { useOrders } from "../work-orders/use-orders";
import { worstFirst } from "./spoken";

const LOOK_AGAIN_MS = 20_000;
/** One touch in so long is told to the server: it counts for ten minutes. */
const TOUCH_MS = 60_000;
const GATHERED_MS = 2_000;
const MOST = 200;

/** Whether the screen is attended and whether messages get out of the house. */
export function useWall(site: string, screen: string) {
  return useQuery({
    queryKey: ["wall", site, screen],
    queryFn: () => data(api.GET("/api/v1/wall/{site}", { params: { path: { site }, query: { screen, showing: true } } })),
    refetchInterval: LOOK_AGAIN_MS,
    refetchIntervalInBackground: true,
  });
}

/** Rely on this screen, or no longer: told to somebody when it is gone, or nobody is at it. */
export function useWatch(site: string, screen: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (wanted: { readonly screen: string; readonly post: Post; readonly watched: boolean }) =>
      data(api.POST("/api/v1/wall/{site}/watch", { params: { path: { site }, query: { screen: wanted.screen } }, body: { watched: wanted.watched, post: wanted.post } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["wall", site, screen] }),
    onError: tell,
  });
}

/** Who is called for each post now. */
export function usePosts(site: string) {
  return useQuery({
    queryKey: ["rota", site, "standing"],
    queryFn: () => data(api.GET("/api/v1/rota/standing", { params: { query: { site } } })).then(({ items }) => items),
    refetchInterval: 60_000,
    refetchIntervalInBackground: true,
  });
}

/** What is active, the worst first; `undefined` until it is known. */
export function useWallAlarms(site: string): readonly Alarm[] | undefined {
  const filter = useMemo<AlarmFilter>(() => ({ ...anyAlarm(site), state: ["active"], sort: "severity" }), [site]);
  const { list, release } = useAlarms(filter, MOST);
  const fresh = list?.waiting.length ?? 0;
  // Nobody reads here with a finger under a line: what is new is let in at once.
  useEffect(() => {
    if (fresh === 0) return undefined;
    const timer = setTimeout(release, GATHERED_MS);
    return () => clearTimeout(timer);
  }, [fresh, release]);
  return useMemo(() => {
    if (list === undefined) return undefined;
    const byId = new Map([...list.items, ...list.waiting].map((alarm) => [alarm.id, alarm]));
    // What no longer belongs stays in the list for those who read it with a finger under a line.
    return worstFirst([...byId.values()].filter((alarm) => belongsToAlarms(filter, alarm)));
  }, [list, filter]);
}

/** The open orders, by id. */
export function useWallOrders(site: string): ReadonlyMap<string, WorkOrder> {
  const filter = useMemo<OrderFilter>(() => ({ ...anyOrder(site), state: ["open"] }), [site]);
  const { list } = useOrders(filter, MOST);
  return useMemo(() => new Map([...(list?.waiting ?? []), ...(list?.items ?? [])].map((order) => [order.id, order])), [list]);
}

/** Tell the server that somebody is here, whenever the screen or a key is touched. Returns when that was last (epoch ms, 0: not yet). */
export function useTouch(site: string, screen: string, post: Post, may: boolean): () => number {
  const client = useQueryClient();
  const last = useRef(0);
  const told = useRef(0);
  const tell = useMutation({
    mutationFn: () => data(api.POST("/api/v1/screens/{name}/touch", { params: { path: { name: screen } }, body: { site, post } })),
    onError: () => {
      told.current = 0;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["wall", site, screen] }),
  });
  const touched = useEffectEvent(() => {
    last.current = Date.now();
    if (!may || last.current - told.current < TOUCH_MS) return;
    told.current = last.current;
    tell.mutate();
  });
  useEffect(() => {
    const touch = () => touched();
    addEventListener("pointerdown", touch);
    addEventListener("keydown", touch);
    return () => {
      removeEventListener("pointerdown", touch);
      removeEventListener("keydown", touch);
    };
  }, []);
  return useCallback(() => last.current, []);
}
