import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { WorkDoneIn, WorkOrder } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

/** What was recorded of an order; asked again when the order changes, which the stream tells. */
export function useWorkDone({ id, version }: Pick<WorkOrder, "id" | "version">) {
  return useQuery({
    queryKey: keys.workDone(id, version),
    queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/work-done", { params: { path: { order_id: id } } })),
    placeholderData: (before) => (before?.order_id === id ? before : undefined),
  });
}

/** Write it down. If somebody else has meanwhile, say so and show it. */
export function useRecord(order: Pick<WorkOrder, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: ({ work, version }: { readonly work: WorkDoneIn; readonly version: number }) =>
      data(
        api.PUT("/api/v1/work-orders/{order_id}/work-done", {
          params: { path: { order_id: order.id }, header: { "if-match": `"${version}"` } },
          body: work,
        }),
      ),
    onSuccess: (told) => client.setQueryData(keys.workDone(order.id, order.version), told),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["work-done", order.id] });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.order(order.id) }),
  });
}
