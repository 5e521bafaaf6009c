import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { NewTask, OrderStep, StepIn, WorkOrder } from "../api/schema";
import { upload } from "../files/upload";
import { useProblemNotice } from "../layout/use-problem-notice";
import { PLAIN_STEP } from "./plain-step";

export type OrderWrite =
  | { readonly kind: "step"; readonly step: OrderStep; readonly given: Partial<StepIn> }
  | { readonly kind: "task"; readonly task: string; readonly done: boolean }
  | { readonly kind: "ask"; readonly task: NewTask }
  | { readonly kind: "file"; readonly file: File };

/** Change an order. If somebody was faster, say so and show what they did. */
export function useOrderWrite({ id, version }: Pick<WorkOrder, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (write: OrderWrite): Promise<void> => {
      const header = { "if-match": `"${version}"` };
      if (write.kind === "file") {
        // A file does not collide with a step.
        await upload("work-orders", id, write.file);
        return;
      }
      const told =
        write.kind === "step"
          ? await data(
              api.POST("/api/v1/work-orders/{order_id}/{step}", {
                params: { path: { order_id: id, step: write.step }, header },
                body: { ...PLAIN_STEP, ...write.given },
              }),
            )
          : write.kind === "ask"
            ? await data(api.POST("/api/v1/work-orders/{order_id}/tasks", { params: { path: { order_id: id }, header }, body: write.task }))
            : await data(
                api.POST(write.done ? "/api/v1/work-orders/{order_id}/tasks/{task_id}/done" : "/api/v1/work-orders/{order_id}/tasks/{task_id}/accept", {
                  params: { path: { order_id: id, task_id: write.task }, header },
                  body: { note: "" },
                }),
              );
      client.setQueryData(keys.order(id), told);
    },
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["orders"] });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.order(id) }),
  });
}
