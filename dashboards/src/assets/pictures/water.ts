/** Tanks, pits and their pumps. */
import { board, commonStates, gauges, heard, pumps } from "./parts";
import type { Painter, Picture, Pump } from "./picture";
import { gaugeOf } from "./scale";
import type { Seen } from "./seen";
import { type Tone, toneOf, worstTone } from "./sight";

interface Basin {
  readonly level: string;
  readonly pit: boolean;
  readonly words: readonly string[];
  readonly scales: readonly string[];
}

function basin(seen: Seen, { level, pit, words, scales }: Basin): Picture {
  const sight = seen.get(level);
  const tank = sight === undefined || sight.trust === "never" ? null : gaugeOf(sight);
  const told = tank === null ? [] : [{ sight: tank.sight }];
  const spoken = heard(seen, words);
  const turning = pumps(seen);
  const tone = worstTone([...[...spoken, ...heard(seen, scales)].map(({ sight }) => toneOf(sight)), ...turning.map(pumpTone)]);
  return {
    // Pumps that draw from a tank of its own have no level: an unknown tank would say that one is missing.
    drawing: tank === null && seen.spoken ? { kind: "emblem", tone } : { kind: "tank", level: tank, pit },
    told: [...told, ...spoken, ...heard(seen, scales)],
    states: [...told, ...spoken, ...commonStates(seen)],
    pumps: turning,
    gauges: gauges(seen, scales),
    beside: null,
  };
}

export const fireWater: Painter = (seen) =>
  basin(seen, { level: "tank_level", pit: false, words: ["pump_mode", "power_lost", "valve_shut", "flow_switch"], scales: ["pressure"] });

export const domesticWater: Painter = (seen) =>
  basin(seen, { level: "tank_level", pit: false, words: ["hatch_open"], scales: ["outlet_pressure", "vfd", "chlorine", "turbidity"] });

export const sump: Painter = (seen) => basin(seen, { level: "level", pit: true, words: ["float_high", "float_overflow", "pump_mode"], scales: [] });

export const leak: Painter = (seen) => board(seen, { must: ["leak"] });

function pumpTone({ state }: Pump): Tone {
  return state === null ? "unknown" : state === "fault" ? "wrong" : "plain";
}
