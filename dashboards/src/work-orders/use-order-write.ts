import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { NewTask, OrderStep, StepIn, WorkOrder, WorkOrderDetail } from "../api/schema";
import { upload } from "../files/upload";
import { orQueued } from "../offline/or-queued";
import { worksOffline } from "../offline/as-if-done";
import { lateStepOf } from "../offline/late-step-of";
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

  /** Now, or once there is a network again. */
  function takeStep(step: OrderStep, given: Partial<StepIn>, header: { "if-match": string }, shown: WorkOrderDetail | undefined) {
    const send = (key?: string) =>
      data(
        api.POST("/api/v1/work-orders/{order_id}/{step}", {
          params: { path: { order_id: id, step }, header: { ...header, "idempotency-key": key } },
          body: { ...PLAIN_STEP, ...given },
        }),
      );
    return shown === undefined || !worksOffline(step) ? send() : orQueued(client, shown, lateStepOf(shown, step, given), send);
  }

  function takeTask(task: string, done: boolean, header: { "if-match": string }, shown: WorkOrderDetail | undefined) {
    const send = (key?: string) =>
      data(
        api.POST(done ? "/api/v1/work-orders/{order_id}/tasks/{task_id}/done" : "/api/v1/work-orders/{order_id}/tasks/{task_id}/accept", {
          params: { path: { order_id: id, task_id: task }, header: { ...header, "idempotency-key": key } },
          body: { note: "" },
        }),
      );
    const what = done ? ("task-done" as const) : ("task-accept" as const);
    return shown === undefined ? send() : orQueued(client, shown, { kind: "step", step: { what, subject: id, task, note: "" } }, send);
  }

  return useMutation({
    mutationFn: async (write: OrderWrite): Promise<void> => {
      const header = { "if-match": `"${version}"` };
      if (write.kind === "file") {
        // A file does not collide with a step.
        await upload("work-orders", id, write.file);
        return;
      }
      const shown = client.getQueryData<WorkOrderDetail>(keys.order(id));
      const told =
        write.kind === "step"
          ? await takeStep(write.step, write.given, header, shown)
          : write.kind === "ask"
            ? await data(api.POST("/api/v1/work-orders/{order_id}/tasks", { params: { path: { order_id: id }, header }, body: write.task }))
            : await takeTask(write.task, write.done, header, shown);
      client.setQueryData(keys.order(id), told);
    },
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["orders"] });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.order(id) }),
  });
}
