/** What comes from the mains, and what stands in for it. */
import { board, commonStates, gauges, heard, states } from "./parts";
import type { Feeder, Painter, Source } from "./picture";
import { shownBinary, shownNumber, shownWord, toneOf } from "./sight";

/** Below this a phase is dead, not merely low. */
const LIVE_V = 100;
const PHASES = [1, 2, 3] as const;

export const power: Painter = (seen) => {
  const voltages = states(seen, PHASES.map((phase) => `voltage_l${phase}`));
  const breaker = shownWord(seen.get("breaker"));
  const drawing: Feeder = {
    kind: "feeder",
    phases: PHASES.map((phase) => {
      const sight = seen.get(`voltage_l${phase}`);
      const volts = shownNumber(sight);
      return { name: `L${phase}`, tone: sight === undefined ? "unknown" : toneOf(sight), live: volts === null ? null : volts >= LIVE_V };
    }),
    breaker: breaker === "open" || breaker === "closed" || breaker === "tripped" ? breaker : null,
  };
  return {
    drawing,
    told: [...states(seen, ["breaker"]), ...voltages],
    states: [...states(seen, ["breaker"]), ...heard(seen, ["power", "cabinet_door"]), ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["load_pct", ...voltages.map(({ sight }) => sight.point.key), "power_factor", "frequency", "transformer_temp"]),
    beside: null,
  };
};

export const generator: Painter = (seen) => {
  const told = states(seen, ["state", "mode", "mains_lost"]);
  const lost = seen.get("mains_lost");
  const state = seen.get("state");
  const word = shownWord(state);
  return {
    drawing: {
      kind: "sources",
      sources: [
        { name: "mains", tone: lost === undefined ? "unknown" : toneOf(lost), feeding: flipped(shownBinary(lost)) },
        { name: "generator", tone: state === undefined ? "unknown" : word === "stopped" ? "ok" : toneOf(state), feeding: word === null ? null : word === "running" },
      ],
    },
    told,
    states: [...told, ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["fuel", "start_battery", "coolant_temp", "load"]),
    beside: null,
  };
};

/** Words of RFC 1628 under which the load hangs on the mains, if by way of a transformer. */
const FROM_MAINS = ["normal", "booster", "reducer"];

export const ups: Painter = (seen) => {
  const told = states(seen, ["ups_source", "battery_status"]);
  const source = seen.get("ups_source");
  const word = shownWord(source);
  const battery = seen.get("battery_status");
  const known = word === null || word === "other" ? null : word;
  const way = (name: Source["name"], words: readonly string[]): Source => {
    const feeding = known === null ? null : words.includes(known);
    const tone = feeding === null ? "unknown" : feeding && known !== "normal" ? "wrong" : "ok";
    return { name, feeding, tone };
  };
  const stored = battery === undefined ? "unknown" : toneOf(battery);
  return {
    drawing: {
      kind: "sources",
      sources: [
        way("mains", FROM_MAINS),
        { ...way("battery", ["battery"]), tone: stored === "ok" && known === "battery" ? "wrong" : stored },
        way("bypass", ["bypass"]),
      ],
    },
    told,
    states: [...told, ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["runtime", "load"]),
    beside: null,
  };
};

export const electricalFire: Painter = (seen) => board(seen, { must: ["residual_current"], may: ["cable_temp", "arc"], gauges: ["residual_current", "cable_temp"] });

export const lighting: Painter = (seen) => board(seen, { must: ["on"], may: ["mode"], gauges: ["lux", "power"] });

export const emergencyLighting: Painter = (seen) => board(seen, { must: ["emergency"], gauges: ["discharge_min"] });

function flipped(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}
