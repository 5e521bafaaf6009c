import type { ReviewMoment } from "../../api/schema";

/** The moments as they were reached; those that never were stand before the end. */
export function inTime(moments: readonly ReviewMoment[]): readonly ReviewMoment[] {
  const reached = moments.filter(({ at }) => at !== null).sort((one, other) => (one.after_s ?? 0) - (other.after_s ?? 0));
  return [...reached.slice(0, -1), ...moments.filter(({ at }) => at === null), ...reached.slice(-1)];
}
