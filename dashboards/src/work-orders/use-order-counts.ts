import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { OrderState } from "../api/schema";
import { type OrderFilter, orderQuery } from "./order-filter";

/** How many orders of each state a filter finds; live changes ask for it again, at most every two seconds. */
export function useOrderCounts(filter: OrderFilter): ReadonlyMap<OrderState, number> | undefined {
  const { data: counts } = useQuery({
    queryKey: keys.orderCounts(filter),
    queryFn: () => data(api.GET("/api/v1/work-orders/counts", { params: { query: orderQuery(filter) } })),
  });
  return useMemo(() => counts && new Map(counts.by_state.map(({ state, number }) => [state, number])), [counts]);
}
