/** Limits and lengths to the second, as a stop-watch shows them. */

/** `04:32`, `1:04:32`; a length below zero counts as none. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

export interface Limit {
  readonly late: boolean;
  /** What is left, or by how much it is over. */
  readonly clock: string;
}

/** How a limit stands at `now` (epoch ms); what is left is rounded up, so that it says 00:00 only when it is over. */
export function limitAt(dueAt: string, now: number): Limit {
  const left = Date.parse(dueAt) - now;
  return left <= 0 ? { late: true, clock: clockOf(-left) } : { late: false, clock: clockOf(Math.ceil(left / 1_000) * 1_000) };
}
