/** Reads what a person needs in a basement while there is a network: my tasks with what stands in them, and the emergency cards. */
import type { QueryClient } from "@tanstack/react-query";

import { allPages } from "../api/all-pages";
import { api, authorisedFetch, data } from "../api/client";
import { keys } from "../api/keys";
import type { Me, Site, WorkOrderDetail } from "../api/schema";
import { anyOrder, orderQuery } from "../work-orders/order-filter";
import { CARDS } from "./cards";
import { queue } from "./sending";

const MOST_ORDERS = 30;
/** As the page of my tasks asks: the same address is the same answer. */
const AT_ONCE = 100;
const MOST_PLANS = 8;

export async function keepAtHand(client: QueryClient, me: Me, site: Site): Promise<void> {
  await Promise.all([api.GET("/api/v1/me"), api.GET("/api/v1/sites", { params: { query: { limit: 200 } } })]);
  // What is done in an emergency comes first. One that is not there any more is no reason to keep nothing.
  for (const sop_id of CARDS) await api.GET("/api/v1/sops/{sop_id}", { params: { path: { sop_id } } });
  const any = { ...anyOrder(site.id, site.time_zone), state: ["open" as const] };
  const lists = [{ ...any, assignee: me.username }, ...(me.department === null ? [] : [{ ...any, department: me.department }])];
  const orders = new Map<string, { id: string; asset: string | null; sop: string | null; alarm_ids: readonly string[] }>();
  for (const filter of lists) {
    const page = await data(api.GET("/api/v1/work-orders", { params: { query: { ...orderQuery(filter), limit: AT_ONCE } } }));
    for (const order of page.items.slice(0, MOST_ORDERS)) orders.set(order.id, order);
  }
  await data(api.GET("/api/v1/people", { params: { query: { limit: 200 } } }));
  const assets = new Set<string>();
  const alarms = new Set<string>();
  const kept = new Set<string>(CARDS);
  const sops = new Set<string>();
  for (const { id, asset, sop, alarm_ids } of [...orders.values()].slice(0, MOST_ORDERS)) {
    const { data: order } = await api.GET("/api/v1/work-orders/{order_id}", { params: { path: { order_id: id } } });
    // What was shown meanwhile may be newer than what was asked for before.
    if (order !== undefined) client.setQueryData<WorkOrderDetail>(keys.order(id), (shown) => (shown !== undefined && (shown.version > order.version || queue.holds(id)) ? shown : order));
    if (asset !== null) assets.add(asset);
    if (sop !== null && !kept.has(sop)) sops.add(sop);
    for (const alarm of alarm_ids.slice(0, 3)) alarms.add(alarm);
  }
  for (const sop_id of sops) await api.GET("/api/v1/sops/{sop_id}", { params: { path: { sop_id } } });
  for (const asset_id of assets) await api.GET("/api/v1/assets/{asset_id}", { params: { path: { asset_id } } });
  for (const alarm_id of alarms) await api.GET("/api/v1/alarms/{alarm_id}", { params: { path: { alarm_id } } });
  await keepPlans(site, assets);
}

/** The plans of the floors where these assets are, with their pictures, and what stands on them. The questions are those of `plans/`. */
async function keepPlans({ id: site }: Site, assets: ReadonlySet<string>): Promise<void> {
  await allPages((cursor) => data(api.GET("/api/v1/assets", { params: { query: { site, limit: 200, cursor } } })));
  await allPages((cursor) => data(api.GET("/api/v1/spaces", { params: { query: { site, limit: 200, cursor } } })));
  const { data: all } = await api.GET("/api/v1/floor-plans", { params: { query: { site } } });
  if (all === undefined || all.items.length === 0) return;
  const spaces = new Set<string>();
  for (const asset of assets) {
    const { data: plans } = await api.GET("/api/v1/floor-plans", { params: { query: { site, asset } } });
    const nearest = plans?.items[0];
    if (nearest !== undefined && spaces.size < MOST_PLANS) spaces.add(nearest.space);
  }
  for (const space of spaces) {
    await api.GET("/api/v1/floor-plans/{site}/{space}", { params: { path: { site, space } } });
    await authorisedFetch(new Request(`/api/v1/floor-plans/${encodeURIComponent(site)}/${encodeURIComponent(space)}/picture`));
  }
}
