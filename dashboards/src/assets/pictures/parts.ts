/** Parts that the pictures of several types share. */
import type { Gauge, Picture, Pump, State } from "./picture";
import type { Seen } from "./seen";
import { gaugeOf } from "./scale";
import { shownBinary, type Sight, toneOf, worstTone } from "./sight";

/** Points of every device that are worth a word only when they deviate. */
const COMMON = ["fault", "tamper", "test_mode", "battery_pct", "clock_skew"];

export function states(seen: Seen, keys: readonly string[]): State[] {
  return seen.some(keys).map((sight) => ({ sight }));
}

/** Those of them that were ever heard: not every make reports everything. */
export function heard(seen: Seen, keys: readonly string[]): State[] {
  return states(seen, keys).filter(({ sight }) => sight.trust !== "never");
}

/** The common points that deviate; of the rest the list of values tells. */
export function commonStates(seen: Seen): State[] {
  return seen
    .some(COMMON)
    .filter((sight) => toneOf(sight) === "wrong")
    .map((sight) => ({ sight }));
}

/** Numbers on their scales; those that the asset has never reported only fill the page. */
export function gauges(seen: Seen, keys: readonly string[]): Gauge[] {
  return seen
    .some(keys)
    .filter(({ trust }) => trust !== "never")
    .map(gaugeOf);
}

/** Pumps by number, and a single one without. */
export function pumps(seen: Seen): Pump[] {
  const faults = new Map(seen.numbered("pump_{n}_fault").map(({ n, sight }) => [n, sight]));
  const numbered = seen.numbered("pump_{n}_run").map(({ n, sight }) => ({ n, state: pumpState(sight, faults.get(n)) }));
  const only = seen.get("pump_run");
  return only === undefined ? numbered : [{ n: null, state: pumpState(only, seen.get("pump_fault")) }, ...numbered];
}

/** A fault that is not to be trusted leaves a pump unknown; one that was never reported does not. */
function pumpState(run: Sight, fault: Sight | undefined): Pump["state"] {
  if (shownBinary(fault) === true) return "fault";
  const runs = shownBinary(run);
  if (runs === null || (fault !== undefined && fault.trust !== "never" && shownBinary(fault) === null)) return null;
  return runs ? "running" : "still";
}

export interface Board {
  /** What the emblem stands for: the worst of these is its tone, and one that was never heard leaves it unknown. */
  readonly must?: readonly string[];
  /** What counts as well where it is reported. */
  readonly may?: readonly string[];
  /** Words that stand beside it and do not count. */
  readonly words?: readonly string[];
  readonly gauges?: readonly string[];
}

/** A picture of words and scales around the icon of the type. */
export function board(seen: Seen, { must = [], may = [], words = [], gauges: scales = [] }: Board): Picture {
  const told = [...states(seen, must), ...heard(seen, may)];
  const common = commonStates(seen);
  // What has a scale of its own is not said twice.
  const asWords = told.filter(({ sight }) => !scales.includes(sight.point.key) || sight.trust === "never");
  return {
    drawing: { kind: "emblem", tone: worstTone([...told, ...common].map(({ sight }) => toneOf(sight))) },
    told: [...told, ...common],
    states: [...asWords, ...heard(seen, words), ...common],
    pumps: [],
    gauges: gauges(seen, scales),
    beside: null,
  };
}
