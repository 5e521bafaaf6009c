import type { WorkDoneOut } from "../api/schema";

export type Problem = NonNullable<WorkDoneOut["problem"]>;
export type Cause = NonNullable<WorkDoneOut["cause"]>;
export type Remedy = NonNullable<WorkDoneOut["remedy"]>;
export type HourKind = WorkDoneOut["labour"][number]["hours"];

/** Closed lists, what is chosen most in front. */
export const PROBLEMS: readonly Problem[] = ["failure", "partial_fault", "intermittent_fault", "degradation", "damage", "no_fault"];
export const CAUSES: readonly Cause[] = ["wear", "ageing", "misuse", "external", "installation", "maintenance", "design", "manufacture", "unknown"];
export const REMEDIES: readonly Remedy[] = [
  "repair",
  "replacement",
  "adjustment",
  "cleaning",
  "reset",
  "lubrication",
  "temporary_repair",
  "referral",
  "none",
];
export const HOURS: readonly HourKind[] = ["normal", "overtime", "night", "holiday"];
