import type { QueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { OrderStep, StepIn, WorkOrderDetail } from "../api/schema";
import { lateStepOf } from "../offline/late-step-of";
import { orQueued } from "../offline/or-queued";
import { PLAIN_STEP } from "../work-orders/plain-step";

/** Take a step of an order now, or once there is a network again; the order as it is then. */
export function takeStep(client: QueryClient, order: WorkOrderDetail, step: OrderStep, given: Partial<StepIn>): Promise<WorkOrderDetail> {
  return orQueued(client, order, lateStepOf(order, step, given), (key) =>
    data(
      api.POST("/api/v1/work-orders/{order_id}/{step}", {
        params: { path: { order_id: order.id, step }, header: { "if-match": `"${order.version}"`, "idempotency-key": key } },
        body: { ...PLAIN_STEP, ...given },
      }),
    ),
  );
}
