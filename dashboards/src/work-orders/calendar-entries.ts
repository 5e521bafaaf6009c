/** What stands on which day of the calendar: until when an order is to be resolved, and until when somebody was promised. */
import type { WorkOrder } from "../api/schema";
import { dayOf } from "../time/wall-clock";

export interface CalendarEntry {
  readonly order: WorkOrder;
  readonly what: "due" | "promise";
  /** Epoch ms. */
  readonly at: number;
}

const DONE: ReadonlySet<string> = new Set(["completed", "verified", "closed", "cancelled"]);

/** By day of the zone (`2026-03-02`), earliest first. Both on one day are one entry, the earlier. */
export function entriesByDay(orders: readonly WorkOrder[], zone: string): ReadonlyMap<string, readonly CalendarEntry[]> {
  const days = new Map<string, CalendarEntry[]>();
  for (const order of orders) {
    const entries: CalendarEntry[] = [];
    if (order.due.resolve_by !== null) entries.push({ order, what: "due", at: Date.parse(order.due.resolve_by) });
    if (order.promised_until !== null) entries.push({ order, what: "promise", at: Date.parse(order.promised_until) });
    entries.sort((a, b) => a.at - b.at);
    const seen = new Set<string>();
    for (const entry of entries) {
      const day = dayOf(entry.at, zone);
      if (seen.has(day)) continue;
      seen.add(day);
      const there = days.get(day);
      if (there === undefined) days.set(day, [entry]);
      else there.push(entry);
    }
  }
  for (const entries of days.values()) entries.sort((a, b) => a.at - b.at);
  return days;
}

/** Whether it should have been done by now and is not. */
export function isLate({ order, at, what }: CalendarEntry, now: number): boolean {
  if (DONE.has(order.state)) return what === "due" && order.overdue.includes("resolve_by");
  return at <= now;
}
