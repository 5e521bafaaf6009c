/** A stretch of duty as people read it: `早班 08:00–16:00`. */
import type { Duty, RotaShift as Shift } from "./words";

export interface Stretch {
  readonly since: string;
  readonly until: string;
  /** One of its duties: day and shift are the same in all. */
  readonly first: Duty;
  readonly duties: readonly Duty[];
}

/** A person's duties as stretches: several posts at once are one. */
export function stretches(duties: readonly Duty[]): Stretch[] {
  const found = new Map<string, Stretch>();
  for (const duty of duties) {
    const key = `${duty.since}|${duty.until}`;
    const known = found.get(key);
    found.set(key, { since: duty.since, until: duty.until, first: known?.first ?? duty, duties: [...(known?.duties ?? []), duty] });
  }
  return [...found.values()].sort((one, other) => one.since.localeCompare(other.since));
}

/** `08:00` of minutes after midnight; 24:00 is the end of the day. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Minutes after midnight of `08:00`. */
export function minutesOf(clock: string): number {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** The shift that a duty is, if it still is one. */
export function shiftOf(duty: Duty, shifts: readonly Shift[]): Shift | undefined {
  return shifts.find(({ id }) => id === duty.shift);
}
