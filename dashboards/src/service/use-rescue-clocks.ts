import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { RescueClock, WorkOrder } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { useProblemNotice } from "../layout/use-problem-notice";

/** The clocks of a rescue; whatever happens to the order asks anew. Other orders have none and are not asked for. */
export function useRescueClocks({ id, kind, version }: Pick<WorkOrder, "id" | "kind" | "version">) {
  return useQuery({
    queryKey: keys.rescueClocks(id, version),
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/rescue-clocks", { params: { path: { order_id: id } } })),
    enabled: kind === "rescue",
    placeholderData: (before) => before,
  });
}

/** Say that something has happened. It is said once however often the network loses it. */
export function useStopClock(id: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (clock: RescueClock["clock"]) =>
      data(
        api.POST("/api/v1/work-orders/{order_id}/rescue-clocks/{clock}", {
          params: { path: { order_id: id, clock }, header: { "idempotency-key": uniqueKey() } },
          body: { note: "", occurred_at: new Date().toISOString() },
        }),
      ),
    onSuccess: (order) => client.setQueryData(keys.order(id), order),
    onError: tell,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["rescue-clocks", id] });
      void client.invalidateQueries({ queryKey: keys.order(id) });
    },
  });
}
