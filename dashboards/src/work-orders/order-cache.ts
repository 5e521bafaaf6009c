/** What somebody's own step does at once to every list that shows the order: no waiting behind "1 new" for what one did oneself. */
import type { QueryClient } from "@tanstack/react-query";

import type { WorkOrder } from "../api/schema";
import { type PatchedList, released } from "../live/patched-list";
import { patchLists } from "../live/patch-lists";
import { belongsToOrders, type OrderFilter } from "./order-filter";

export function showOrder(client: QueryClient, order: WorkOrder): void {
  patchLists(client, "orders", order, (filter, item) => belongsToOrders(filter as OrderFilter, item));
  for (const [key, list] of client.getQueriesData<PatchedList<WorkOrder>>({ queryKey: ["orders"] })) {
    if (list === undefined) continue;
    const belongs = (item: WorkOrder) => belongsToOrders(key[1] as OrderFilter, item);
    const shown = list.items.some(({ id }) => id === order.id);
    const waits = list.waiting.some(({ id }) => id === order.id);
    // Others' changes go on waiting for the reader.
    if (waits || (shown && !belongs(order))) client.setQueryData(key, released(list, belongs, ({ opened_at }) => opened_at));
  }
}
