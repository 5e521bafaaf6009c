/** Calls (呼叫) as the phone shows them. */
import type { CallOut } from "../api/schema";

const RANK: Readonly<Record<string, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

type Standing = Pick<CallOut, "id" | "severity" | "created_at" | "state" | "asks">;

/** Whether it asks for an answer and nobody has given one. */
export function rings({ asks, state }: Pick<Standing, "asks" | "state">): boolean {
  return asks && (state === "calling" || state === "unanswered");
}

/** What still rings first, then the most severe, then what has waited longest. */
export function mostUrgentFirst<C extends Standing>(calls: readonly C[]): C[] {
  const rank = (call: C) => (rings(call) ? 0 : 10) + (RANK[call.severity] ?? 4);
  return [...calls].sort((one, other) => rank(one) - rank(other) || one.created_at.localeCompare(other.created_at));
}

/** Whether it may take the whole phone and ring; what is less waits in a bar. */
export function isUrgent({ severity }: { readonly severity: string }): boolean {
  return severity === "critical" || severity === "high";
}

/** The severity to ring with: that of the most urgent call that rings and that this person has not silenced; `null`: silence. */
export function ringingSeverity(calls: readonly Standing[], silenced: ReadonlySet<string>): string | null {
  return mostUrgentFirst(calls).find((call) => rings(call) && isUrgent(call) && !silenced.has(call.id))?.severity ?? null;
}
