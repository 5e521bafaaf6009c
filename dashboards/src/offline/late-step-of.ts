import type { LateWhat, OrderStep, StepIn, WorkOrderDetail } from "../api/schema";
import type { Doing } from "./waiting";

/** A step of an order as it is told later, if it has to be: with the version that the person saw. */
export function lateStepOf(order: Pick<WorkOrderDetail, "id" | "version">, step: OrderStep, { note, outcome, hold_reason, tag }: Partial<StepIn>): Doing {
  return { kind: "step", step: { what: step as LateWhat, subject: order.id, based_on: order.version, note: note ?? "", outcome, hold_reason, tag } };
}
