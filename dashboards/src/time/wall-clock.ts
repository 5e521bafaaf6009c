/** Between moments and what a clock on the wall of the site shows, as `<input type="datetime-local">` writes it. */

/** `2026-03-02T14:05` of a moment (epoch ms) in a zone. */
export function wallOf(moment: number, zone: string): string {
  const parts = new Map(formatOf(zone).formatToParts(moment).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** `2026-03-02`: the day of a moment in a zone. */
export function dayOf(moment: number, zone: string): string {
  return wallOf(moment, zone).slice(0, 10);
}

const DAY_MS = 86_400_000;

/**
 * The moment (epoch ms) when the wall clock of a zone shows `wall`. Where clocks are put back it is the earlier of two;
 * a time that clocks skip is taken as if they had not. `NaN` for what is no time.
 */
export function momentOfWall(wall: string, zone: string): number {
  const asUtc = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? Date.parse(`${wall}:00Z`) : NaN;
  if (Number.isNaN(asUtc)) return NaN;
  const before = asUtc - offset(asUtc - DAY_MS, zone);
  const after = asUtc - offset(asUtc + DAY_MS, zone);
  const right = [before, after].filter((moment) => wallOf(moment, zone) === wall);
  return right.length === 0 ? before : Math.min(...right);
}

function offset(moment: number, zone: string): number {
  return Date.parse(`${wallOf(moment, zone)}:00Z`) - Math.floor(moment / 60_000) * 60_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, found);
  }
  return found;
}
