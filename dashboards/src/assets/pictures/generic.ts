/** Any type without a picture of its own, a new one too: its words and its numbers, the first of each. */
import { commonStates } from "./parts";
import type { Painter } from "./picture";
import { gaugeOf } from "./scale";
import { type Sight, toneOf, worstTone } from "./sight";

const MOST_WORDS = 8;
const MOST_NUMBERS = 6;
/** Points of every device: the list of values has them, and `commonStates` what deviates. */
const COMMON = ["online", "battery_pct", "signal_dbm", "tamper", "fault", "test_mode", "clock_skew"];

export const generic: Painter = (seen) => {
  const spoken = seen.all.filter(({ trust, point }) => trust !== "never" && !COMMON.includes(point.key));
  const online = seen.some(["online"]).filter(({ trust }) => trust !== "never");
  const words = worstFirst([...online, ...spoken.filter(({ point }) => point.kind === "binary" || point.kind === "enum" || point.kind === "text")]);
  const numbers = worstFirst(spoken.filter(({ point }) => point.kind === "analog"));
  // The emblem speaks for all of them, not only for those that there is room for.
  const tone = worstTone([...words, ...numbers].map(toneOf));
  words.splice(MOST_WORDS);
  numbers.splice(MOST_NUMBERS);
  const told = [...words, ...numbers].map((sight) => ({ sight }));
  return {
    drawing: { kind: "emblem", tone },
    told,
    states: [...words.map((sight) => ({ sight })), ...commonStates(seen)],
    pumps: [],
    gauges: numbers.map(gaugeOf),
    beside: null,
  };
};

function worstFirst(sights: readonly Sight[]): Sight[] {
  const wrong = sights.filter((sight) => toneOf(sight) === "wrong");
  return [...wrong, ...sights.filter((sight) => !wrong.includes(sight))];
}
