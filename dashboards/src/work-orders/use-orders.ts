import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { WorkOrder } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { belongsToOrders, type OrderFilter, orderQuery } from "./order-filter";

const newest = (order: WorkOrder) => order.opened_at;

/** The orders of a filter, newest first unless it says otherwise, kept alive by the stream. */
export function useOrders(filter: OrderFilter, limit = 50) {
  const queryKey = useMemo(() => keys.orders(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/work-orders", { params: { query: { ...orderQuery(filter), cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((order: WorkOrder) => belongsToOrders(filter, order), [filter]);
  const list = usePatchedList<WorkOrder>({ queryKey, page, belongs, newest });
  // What waits goes on top of the newest; where it goes in another order only the server knows.
  const client = useQueryClient();
  const again = useCallback(() => void client.invalidateQueries({ queryKey }), [client, queryKey]);
  return filter.sort === "-opened" ? list : { ...list, release: again };
}
