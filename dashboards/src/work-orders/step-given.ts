import type { HoldReason, OrderStep, StepIn, WorkOrderDetail } from "../api/schema";
import { momentOfWall } from "../time/wall-clock";

export const HOLD_REASONS = ["parts", "access", "contractor", "decision", "weather", "other"] as const satisfies readonly HoldReason[];

/** What the form of a step holds; `until` is a local time of the site as `datetime-local` writes it. */
export type StepWords = Partial<Pick<StepIn, "note" | "assignee" | "department" | "priority" | "outcome" | "hold_reason" | "into">> & {
  readonly until?: string;
};

/** What the form says, as the API takes it. What nobody filled in is left out; verifying what waits for something overrides it. */
export function stepGiven(step: OrderStep, order: Pick<WorkOrderDetail, "waits_for">, { until, ...words }: StepWords, zone: string): Partial<StepIn> {
  const told: Partial<StepIn> = Object.fromEntries(Object.entries(words).filter(([, value]) => value != null && value !== ""));
  if (until !== undefined && until !== "") told.until = new Date(momentOfWall(until, zone)).toISOString();
  if (step === "verify" && order.waits_for.length > 0) told.override = true;
  return told;
}
