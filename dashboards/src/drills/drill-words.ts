/** What a drill is to the pages: which states are over, how long things took, which of those that run or ran matter now. */
import type { Drill, DrillState } from "../api/schema";

export const OVER: readonly DrillState[] = ["finished", "stopped", "interrupted", "cancelled"];
/** So long after a real alarm broke off a drill every page says so. */
const LOUD_FOR_MS = 30 * 60_000;

/** Seconds as minutes and seconds, `2:05`; nothing: a dash. */
export function span(seconds: number | null): string {
  if (seconds === null) return "—";
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** A measure in its unit. */
export function measured(value: number | null, unit: string): string {
  if (value === null) return "—";
  return unit === "seconds" ? span(value) : unit === "percent" ? `${value}%` : String(value);
}

/** Those that run. */
export function running(drills: readonly Drill[]): Drill[] {
  return drills.filter(({ state }) => state === "running");
}

/** The one that a real alarm broke off last, as long as that is news; not if this person has read it, nor if another runs there since. */
export function justInterrupted(drills: readonly Drill[], now: number, read: ReadonlySet<string>): Drill | null {
  const found = drills.filter(
    ({ id, site, state, ended_at }) =>
      state === "interrupted" &&
      ended_at !== null &&
      now - Date.parse(ended_at) < LOUD_FOR_MS &&
      !read.has(id) &&
      !running(drills).some((other) => other.site === site),
  );
  return found.sort((one, other) => (other.ended_at ?? "").localeCompare(one.ended_at ?? ""))[0] ?? null;
}
