import { useQuery } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";

export function useOrder(id: string) {
  return useQuery({ queryKey: keys.order(id), queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}", { params: { path: { order_id: id } } })) });
}
