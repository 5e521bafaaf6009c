/** Intrusion alarms with their zones. */
import { commonStates, heard, states } from "./parts";
import type { Painter } from "./picture";
import { toneOf, worstTone } from "./sight";

export const intrusion: Painter = (seen) => {
  const zones = seen.numbered("zone_{n}").map(({ sight }) => ({ sight }));
  const told = [...states(seen, ["set_state"]), ...zones, ...heard(seen, ["hold_up"])];
  return {
    drawing: { kind: "emblem", tone: worstTone(told.map(({ sight }) => toneOf(sight))) },
    told,
    states: [...told, ...heard(seen, ["mains_lost"]), ...commonStates(seen)],
    pumps: [],
    gauges: [],
    beside: null,
  };
};
