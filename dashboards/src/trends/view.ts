/** What a trend shows: kept in the page's address, so that a link shows the same. */

/** A span to look at, and how it is called. */
export const SPANS = ["1h", "8h", "24h", "7d", "30d", "365d"] as const;
export type Span = (typeof SPANS)[number];
export const COMPARED = ["day", "week", "year"] as const;
export type Compared = (typeof COMPARED)[number];

/** What is drawn beside the values; each can be left out. */
export const DRAWN = ["alarms", "orders", "limits"] as const;
export type Drawn = (typeof DRAWN)[number];

export const MOST_POINTS = 8;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const SHORTEST = 60_000;
export const LONGEST = 366 * DAY;

const LENGTHS: Readonly<Record<Span, number>> = { "1h": HOUR, "8h": 8 * HOUR, "24h": DAY, "7d": 7 * DAY, "30d": 30 * DAY, "365d": 365 * DAY };
const EARLIER: Readonly<Record<Compared, number>> = { day: DAY, week: 7 * DAY, year: 365 * DAY };

export interface TrendView {
  readonly points: readonly string[];
  /** How much time it shows, ms. */
  readonly length: number;
  /** Its end (epoch ms); `null`: now, and it goes on. */
  readonly end: number | null;
  readonly compared: Compared | null;
  readonly without: readonly Drawn[];
}

export function lengthOf(span: Span): number {
  return LENGTHS[span];
}

/** How much earlier the compared span lies, ms. */
export function earlierBy(compared: Compared): number {
  return EARLIER[compared];
}

/** The view that an address tells; what cannot be read is left out. */
export function viewOf(params: URLSearchParams): TrendView {
  const points = (params.get("points") ?? "").split(",").filter((id) => id !== "");
  const length = Number(params.get("length") ?? "");
  const end = Date.parse(params.get("end") ?? "");
  return {
    points: [...new Set(points)].slice(0, MOST_POINTS),
    length: length >= SHORTEST && length <= LONGEST ? length : DAY,
    end: Number.isNaN(end) ? null : end,
    compared: COMPARED.find((word) => word === params.get("compare")) ?? null,
    without: DRAWN.filter((word) => (params.get("without") ?? "").split(",").includes(word)),
  };
}

export function paramsOf({ points, length, end, compared, without }: TrendView): URLSearchParams {
  const words = { points: points.join(","), length: length === DAY ? "" : String(Math.round(length)), end: end === null ? "" : new Date(end).toISOString(), compare: compared ?? "", without: without.join(",") };
  return new URLSearchParams(Object.entries(words).filter(([, word]) => word !== ""));
}

/** The view around its middle, `factor` times as long; within what can be asked for, and not beyond `now`. */
export function zoomed(view: TrendView, factor: number, now: number): TrendView {
  const end = view.end ?? now;
  const length = Math.min(LONGEST, Math.max(SHORTEST, view.length * factor));
  // What follows the present stays there.
  if (view.end === null) return { ...view, length };
  return settled({ ...view, length, end: end - view.length / 2 + length / 2 }, now);
}

/** The view moved by a part of its length: to earlier times where that is negative. */
export function moved(view: TrendView, part: number, now: number): TrendView {
  return settled({ ...view, end: (view.end ?? now) + view.length * part }, now);
}

/** Exactly from here to there. */
export function between(view: TrendView, from: number, to: number, now: number): TrendView {
  const length = Math.min(LONGEST, Math.max(SHORTEST, to - from));
  return settled({ ...view, length, end: from + length }, now);
}

function settled(view: TrendView, now: number): TrendView {
  return { ...view, end: view.end !== null && view.end >= now ? null : view.end };
}
