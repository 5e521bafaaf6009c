import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

/** An order with what may be done now; `null`: none is asked for. */
export function useOrder(id: string | null) {
  return useQuery({
    queryKey: keys.order(id ?? ""),
    enabled: id !== null,
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}", { params: { path: { order_id: id ?? "" } } })),
  });
}
