/** What a page may say of a point now: its value as far as it can be trusted. The list of values and the pictures judge alike. */
import type { Point } from "../../api/schema";
import { isStale } from "../is-stale";
import { isAbnormal, type Value } from "../point-words";

/** Only `sure` and `doubtful` values may be drawn as if they were true, a doubtful one with its word. */
export type Trust = "sure" | "doubtful" | "stale" | "bad" | "never";

/** `ok`: what is normal. `plain`: nobody has said what is normal. `wrong`: it deviates. `unknown`: never drawn as any of these. */
export type Tone = "ok" | "plain" | "wrong" | "unknown";

export interface Sight {
  readonly point: Point;
  /** The last one that came, also where it is not to be trusted: `shown` says what may be drawn. */
  readonly value: Value;
  readonly quality: string;
  readonly trust: Trust;
  /** When it occurred (epoch ms); `null`: never. */
  readonly at: number | null;
}

/** A value as the live stream brings it; `at` in epoch milliseconds. */
export interface Heard {
  readonly value: Value;
  readonly quality: string;
  readonly at: number;
}

export interface Moment {
  /** Epoch ms. */
  readonly now: number;
  /** Whether the live stream is open. */
  readonly connected: boolean;
  /** Seconds after which a repeated value is too old. */
  readonly staleAfterS: number;
}

/** What is known of `point` from the server's answer and from the stream, whichever is newer. */
export function sightOf(point: Point, live: Heard | undefined, { now, connected, staleAfterS }: Moment): Sight {
  const fetched: Heard | null = point.latest === null ? null : { value: point.latest.value, quality: point.latest.quality, at: Date.parse(point.latest.ts) };
  const spokenSince = live !== undefined && (fetched === null || live.at > fetched.at);
  const known = spokenSince ? live : fetched;
  if (known === null) return { point, value: null, quality: "bad", trust: "never", at: null };
  const told = point.latest?.stale ?? false;
  const stale = isStale({ at: known.at, spokenSince, toldStale: told, repeated: point.kind === "analog", connected }, now, staleAfterS);
  const bad = known.quality === "bad" || known.value === null;
  const trust = stale ? "stale" : bad ? "bad" : known.quality === "good" ? "sure" : "doubtful";
  return { point, ...known, trust };
}

/** The value, where it may be drawn; `null` where nobody knows. A word of the device for "unknown" is no knowledge either. */
export function shown(sight: Sight | undefined): Value {
  if (sight === undefined || (sight.trust !== "sure" && sight.trust !== "doubtful") || sight.value === "unknown") return null;
  return sight.value;
}

export function shownNumber(sight: Sight | undefined): number | null {
  const value = shown(sight);
  return typeof value === "number" ? value : null;
}

export function shownWord(sight: Sight | undefined): string | null {
  const value = shown(sight);
  return typeof value === "string" ? value : null;
}

export function shownBinary(sight: Sight | undefined): boolean | null {
  const value = shown(sight);
  return typeof value === "boolean" ? value : null;
}

/** How a point is to be drawn. */
export function toneOf(sight: Sight): Tone {
  const value = shown(sight);
  if (value === null) return "unknown";
  if (isAbnormal(sight.point, value)) return "wrong";
  const judged = typeof value === "number" ? sight.point.normal !== null : sight.point.normal_value !== null;
  return judged ? "ok" : "plain";
}

/** What several tones come to: a deviation outweighs what is unknown, and that outweighs what is fine. Nothing at all is unknown. */
export function worstTone(tones: readonly Tone[]): Tone {
  for (const tone of ["wrong", "unknown", "ok"] as const) if (tones.includes(tone)) return tone;
  return tones.length === 0 ? "unknown" : "plain";
}
