import type { OrderStep, WorkOrder } from "../api/schema";

/** The next steps of the closed loop from each state, the likeliest first. */
const NEXT: Readonly<Record<string, readonly OrderStep[]>> = {
  requested: ["dispatch", "triage"],
  // Refused twice: dispatching is not offered before a manager has named the owner.
  triaged: ["dispatch", "own"],
  dispatched: ["accept", "start"],
  accepted: ["arrive", "start", "complete"],
  in_progress: ["complete"],
  on_hold: ["resume"],
  completed: ["verify"],
  verified: ["close"],
};

/** The one step that the order waits for and that this person may take; `null` if it waits for somebody else. */
export function primaryStep(order: Pick<WorkOrder, "state" | "arrived_at" | "due">, may: readonly OrderStep[]): OrderStep | null {
  // Whoever started on the way still has to arrive where arriving is timed.
  if (order.state === "in_progress" && order.arrived_at === null && order.due.arrive_by !== null && may.includes("arrive")) return "arrive";
  return (NEXT[order.state] ?? []).find((step) => may.includes(step)) ?? null;
}
