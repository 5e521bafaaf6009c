/** What was stored of a point, made ready for a line: its mean, its lowest and highest, and nothing where nothing was stored. */
import type { Point, Reading } from "../api/schema";

export interface Sample {
  /** Epoch ms. */
  readonly at: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly bad: boolean;
}

export interface Series {
  readonly point: Point;
  readonly samples: readonly Sample[];
  /** The same span of an earlier time, moved here; empty: nothing is compared. */
  readonly earlier: readonly Sample[];
}

/** Flags count as 0 and 1; words have no height. */
function height(value: Reading["value"] | undefined): number | null {
  if (typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : null;
}

/** The means with the lowest and highest of the same windows; without those each value is its own. */
export function samplesOf(means: readonly Reading[], lows: readonly Reading[] = [], highs: readonly Reading[] = [], shift = 0): Sample[] {
  const low = new Map(lows.map(({ ts, value }) => [ts, height(value)]));
  const high = new Map(highs.map(({ ts, value }) => [ts, height(value)]));
  return means.map(({ ts, value, quality }) => {
    const middle = height(value);
    return { at: Date.parse(ts) + shift, value: middle, low: low.get(ts) ?? middle, high: high.get(ts) ?? middle, bad: quality !== "good" };
  });
}

/**
 * A break where values are missing: longer than `usual` allows (the window in ms; `null`: five times what is usual between
 * two readings). A line over a gap would say that something was measured there.
 */
export function broken(samples: readonly Sample[], windowMs: number | null): Sample[] {
  const steps = samples.slice(1).map(({ at }, index) => at - (samples[index]?.at ?? at));
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const longest = windowMs === null ? Math.max(120_000, 5 * usual) : 1.5 * windowMs;
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1];
    if (before === undefined || sample.at - before.at <= longest) return [sample];
    return [{ at: before.at + 1, value: null, low: null, high: null, bad: false }, sample];
  });
}

/** From when to when the values are not good: what is drawn there is not to be trusted. */
export function badSpans(samples: readonly Sample[]): [number, number][] {
  const spans: [number, number][] = [];
  samples.forEach(({ at, bad }, index) => {
    if (!bad) return;
    const next = samples[index + 1]?.at ?? at;
    const last = spans.at(-1);
    if (last !== undefined && last[1] >= at) last[1] = next;
    else spans.push([at, next]);
  });
  return spans;
}

export interface Sum {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
  readonly last: number;
}

/** What the whole span comes to; `null`: nothing was measured. */
export function sumOf(samples: readonly Sample[]): Sum | null {
  const known = samples.filter((sample): sample is Sample & { value: number } => sample.value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  return {
    low: known.reduce((least, { low, value }) => Math.min(least, low ?? value), Infinity),
    mean: known.reduce((sum, { value }) => sum + value, 0) / known.length,
    high: known.reduce((most, { high, value }) => Math.max(most, high ?? value), -Infinity),
    last: last.value,
  };
}
