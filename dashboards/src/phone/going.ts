/** Who has been called, who goes, who is there: one line for each person. */
import type { CallOut, CallOutDetail, WorkOrderDetail } from "../api/schema";

export type Whereabouts = "there" | "going" | "seen" | "called";

export interface OnTheWay {
  readonly person: string;
  readonly where: Whereabouts;
  /** Since when, RFC 3339. */
  readonly at: string | null;
}

const RANK: Readonly<Record<Whereabouts, number>> = { there: 0, going: 1, seen: 2, called: 3 };

type Called = Pick<CallOut, "called" | "answer" | "answered_by" | "answered_at"> & Partial<Pick<CallOutDetail, "deliveries">>;
type Order = Pick<WorkOrderDetail, "assignee" | "accepted_at" | "arrived_at" | "tasks">;

/** Those of an order and of all its calls, who is nearest first. */
export function onTheWay(order: Order | undefined, calls: readonly Called[]): OnTheWay[] {
  const found = new Map<string, OnTheWay>();
  const take = (person: string | null, where: Whereabouts, at: string | null) => {
    if (person === null) return;
    const known = found.get(person);
    if (known === undefined || RANK[where] < RANK[known.where]) found.set(person, { person, where, at });
  };
  for (const { called, deliveries, answer, answered_by, answered_at } of calls) {
    for (const { person, at } of called) take(person, "called", at);
    for (const { person, acknowledged_at } of deliveries ?? []) if (acknowledged_at !== null) take(person, "seen", acknowledged_at);
    take(answered_by, answer === "going" ? "going" : "seen", answered_at);
  }
  if (order !== undefined) {
    if (order.accepted_at !== null) take(order.assignee, order.arrived_at === null ? "going" : "there", order.arrived_at ?? order.accepted_at);
    for (const task of order.tasks) if (task.done_at === null) take(task.accepted_by, "going", task.accepted_at);
  }
  return [...found.values()].sort((one, other) => RANK[one.where] - RANK[other.where] || (one.at ?? "").localeCompare(other.at ?? ""));
}
