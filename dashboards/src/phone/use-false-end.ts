import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { WorkOrderDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { takeStep } from "./take-step";

/**
 * The order of a false alarm: taken, if nobody has it, and completed with the cause. Where another department's part is
 * still to be done, or it is not this person's to complete, the cause is written down and the order goes on.
 */
export function useFalseEnd(): (order: Pick<WorkOrderDetail, "id">, cause: string) => Promise<void> {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useCallback(
    async ({ id }, cause) => {
      try {
        // As it is now: the answer to the call has just changed it.
        let order = await data(api.GET("/api/v1/work-orders/{order_id}", { params: { path: { order_id: id } } }));
        const waits = order.tasks.some((task) => task.required && task.done_at === null);
        if (!waits && !order.steps.includes("complete") && order.steps.includes("accept")) order = await takeStep(client, order, "accept", {});
        if (!waits && order.steps.includes("complete")) order = await takeStep(client, order, "complete", { outcome: "false_alarm", note: cause });
        else if (order.steps.includes("note")) order = await takeStep(client, order, "note", { note: cause });
        client.setQueryData(keys.order(id), order);
      } catch (error) {
        tell(error);
        throw error;
      }
    },
    [client, tell],
  );
}
