import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { WorkOrder } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { belongsToOrders, type OrderFilter, orderQuery } from "./order-filter";

const newest = (order: WorkOrder) => order.opened_at;

/** The orders of a filter, newest first, kept alive by the stream. */
export function useOrders(filter: OrderFilter, limit = 50) {
  const queryKey = useMemo(() => keys.orders(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/work-orders", { params: { query: { ...orderQuery(filter), cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((order: WorkOrder) => belongsToOrders(filter, order), [filter]);
  return usePatchedList<WorkOrder>({ queryKey, page, belongs, newest });
}
