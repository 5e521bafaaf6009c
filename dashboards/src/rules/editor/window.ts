/** The stretch of history that a rule is tried on. */
import { dayOf, momentOfWall } from "../../time/wall-clock";

export type TrialWindow =
  | { readonly kind: "last"; readonly days: number }
  /** Days of the site's calendar, both included: `2026-03-02`. */
  | { readonly kind: "days"; readonly first: string; readonly last: string };

/** So many days the server tries at most. */
export const LONGEST_DAYS = 92;
const DAY_MS = 86_400_000;

export interface Span {
  /** Epoch ms; `since` before `until`. */
  readonly since: number;
  readonly until: number;
}

/** The window in time; `null`: it is empty, in the future, too long, or no window at all. */
export function spanOf(window: TrialWindow, now: number, zone: string): Span | null {
  if (window.kind === "last") return { since: now - window.days * DAY_MS, until: now };
  const since = momentOfWall(`${window.first}T00:00`, zone);
  const until = Math.min(now, momentOfWall(`${dayAfter(window.last)}T00:00`, zone));
  const fits = since < until && until - since <= LONGEST_DAYS * DAY_MS;
  return fits ? { since, until } : null;
}

/** The last seven days by the calendar of the site. */
export function lastWeek(now: number, zone: string): TrialWindow {
  return { kind: "days", first: dayOf(now - 6 * DAY_MS, zone), last: dayOf(now, zone) };
}

function dayAfter(day: string): string {
  const start = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) ? "" : new Date(start + DAY_MS).toISOString().slice(0, 10);
}
