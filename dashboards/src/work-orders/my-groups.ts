/** What is mine to do, in the order in which it should be done. */
import type { Me, WorkOrder } from "../api/schema";
import { nextLimit } from "./next-limit";

export interface MyGroups {
  /** Waits for me, or for anybody of my department, to take it. */
  readonly take: readonly WorkOrder[];
  /** Another department leads; mine has a part in it that is not done. */
  readonly assist: readonly WorkOrder[];
  /** I have it in hand. */
  readonly doing: readonly WorkOrder[];
  /** Mine, but it waits for something or somebody else. */
  readonly waiting: readonly WorkOrder[];
}

const UNDER_WAY: ReadonlySet<string> = new Set(["triaged", "dispatched", "accepted", "in_progress", "on_hold"]);

export function myGroups(orders: readonly WorkOrder[], me: Pick<Me, "username" | "department">): MyGroups {
  const mine = (order: WorkOrder) => order.assignee === me.username;
  const ours = (order: WorkOrder) => order.assignee === null && order.department === me.department;
  const assists = (order: WorkOrder) =>
    !mine(order) &&
    order.tasks.some(({ department, done_at, accepted_by }) => department === me.department && done_at === null && (accepted_by ?? me.username) === me.username);
  const sorted = [...orders].sort(soonest);
  return {
    take: sorted.filter((order) => order.state === "dispatched" && (mine(order) || ours(order))),
    assist: sorted.filter((order) => UNDER_WAY.has(order.state) && assists(order)),
    doing: sorted.filter((order) => (order.state === "accepted" || order.state === "in_progress") && mine(order)),
    waiting: sorted.filter((order) => ["on_hold", "completed", "verified"].includes(order.state) && mine(order)),
  };
}

/** The most urgent first; of those, the one whose limit comes first. */
function soonest(a: WorkOrder, b: WorkOrder): number {
  const limit = (order: WorkOrder) => nextLimit(order)?.at ?? Infinity;
  return a.priority.localeCompare(b.priority) || Math.sign(limit(a) - limit(b)) || a.opened_at.localeCompare(b.opened_at);
}
