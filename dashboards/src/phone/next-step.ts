/** The one next button of a call. */
import type { CallOut, OrderStep, WorkOrderDetail } from "../api/schema";
import { primaryStep } from "../work-orders/primary-step";
import { rings } from "./calls";

export type Next =
  /** 我去 */
  | { readonly kind: "go" }
  /** 收到: nobody has to go. */
  | { readonly kind: "seen" }
  /** A step of the order that this person has. */
  | { readonly kind: "step"; readonly step: OrderStep }
  /** Done, or somebody else has it: there is nothing to press. */
  | { readonly kind: "nothing" };

type Order = Pick<WorkOrderDetail, "state" | "arrived_at" | "due" | "steps" | "assignee">;

/** What this person does next; `order` is `null` for what has none, `undefined` while it is being read. */
export function nextOf(call: CallOut, order: Order | null | undefined, me: string): Next {
  if (order === undefined) return rings(call) ? { kind: "go" } : { kind: "nothing" };
  if (order === null) return rings(call) ? { kind: "seen" } : { kind: "nothing" };
  if (order.assignee !== null && order.assignee !== me) return { kind: "nothing" };
  const step = primaryStep(order, order.steps);
  if (step === "accept") return { kind: "go" };
  // Others' part of the loop is on the order's own page.
  return step === "arrive" || step === "start" || step === "complete" || step === "resume" ? { kind: "step", step } : { kind: "nothing" };
}
