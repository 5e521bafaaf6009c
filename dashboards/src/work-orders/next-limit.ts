/** Which time limit an order is under now, and how it stands. */
import type { WorkOrder } from "../api/schema";

export type LimitName = "accept_by" | "arrive_by" | "resolve_by";

export interface Limit {
  readonly name: LimitName;
  /** Epoch ms. */
  readonly at: number;
}

type Timed = Pick<WorkOrder, "state" | "due" | "accepted_at" | "arrived_at" | "completed_at">;

const NO_LONGER: ReadonlySet<string> = new Set(["completed", "verified", "closed", "cancelled"]);

/** The earliest limit that is still to be kept; `null` when there is none (any more). */
export function nextLimit(order: Timed): Limit | null {
  if (NO_LONGER.has(order.state)) return null;
  const accepted = order.accepted_at !== null;
  const arrived = order.arrived_at !== null;
  const open: [LimitName, string | null, boolean][] = [
    ["accept_by", order.due.accept_by, accepted || arrived],
    ["arrive_by", order.due.arrive_by, arrived],
    ["resolve_by", order.due.resolve_by, order.completed_at !== null],
  ];
  for (const [name, by, kept] of open) if (by !== null && !kept) return { name, at: Date.parse(by) };
  return null;
}

/** How near a limit is: `late`, `soon` (a fifth of the time is left, or ten minutes), or `calm`. */
export function urgency(limit: Limit, openedAt: number, now: number): "late" | "soon" | "calm" {
  const left = limit.at - now;
  if (left <= 0) return "late";
  return left < Math.max((limit.at - openedAt) / 5, 600_000) && left < (limit.at - openedAt) / 2 ? "soon" : "calm";
}
