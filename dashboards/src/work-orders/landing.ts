/** Where steps lead: a mirror of the lifecycle's table in `domain/work_order.py`, held to it by `tests/dashboards/test_landing.py`. */
import type { OrderState, OrderStep, WorkOrder } from "../api/schema";

const LANDING: Partial<Readonly<Record<OrderStep, OrderState>>> = {
  triage: "triaged",
  dispatch: "dispatched",
  accept: "accepted",
  decline: "triaged",
  transfer: "dispatched",
  start: "in_progress",
  arrive: "in_progress",
  hold: "on_hold",
  resume: "in_progress",
  complete: "completed",
  verify: "verified",
  close: "closed",
  cancel: "cancelled",
  reopen: "in_progress",
};

/** The state that an order is in after a step; `null`: the one that it is in already. An alarm's order skips the return visit. */
export function landing(order: Pick<WorkOrder, "alarm_ids">, step: OrderStep): OrderState | null {
  const state = LANDING[step] ?? null;
  return state === "verified" && order.alarm_ids.length > 0 ? "closed" : state;
}
