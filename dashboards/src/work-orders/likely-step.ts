import type { OrderStep, WorkOrder } from "../api/schema";
import { primaryStep } from "./primary-step";

const HANDS_ON: readonly OrderStep[] = ["accept", "start", "arrive", "complete", "resume"];

/** The next step of an order for somebody who may do the work: a guess for the button's word, until the server has said what may be done. */
export function likelyStep(order: Pick<WorkOrder, "state" | "arrived_at" | "due">): OrderStep | null {
  return primaryStep(order, HANDS_ON);
}
