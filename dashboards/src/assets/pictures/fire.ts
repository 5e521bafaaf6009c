/** The fire panel with its lamps, and what hangs on it. */
import { board, commonStates, gauges, heard, states } from "./parts";
import type { Painter, State } from "./picture";
import type { Seen } from "./seen";
import { worstTone } from "./sight";
import { stateTone } from "./state-tone";

/** The lamps on the front of a panel, in their usual order; the words are those of GB/T 26875.3. */
const LAMPS = ["fire", "fault", "isolated", "supervisory", "started", "manual", "mains", "battery", "bus"];

function lamps(seen: Seen, flags: readonly string[]): State[] {
  const sight = seen.get("status_bits");
  return sight === undefined ? [] : flags.map((flag) => ({ sight, flag }));
}

export const firePanel: Painter = (seen) => {
  const told = [...lamps(seen, LAMPS), ...heard(seen, ["isolated_n", "silenced"])];
  return {
    drawing: { kind: "emblem", tone: worstTone(told.map(stateTone)) },
    told,
    states: [...told, ...commonStates(seen)],
    pumps: [],
    gauges: [],
    beside: "components",
  };
};

export const fireDetector: Painter = (seen) => {
  // One on a panel tells its state in flags, one that stands alone tells whether it sees smoke.
  const flags = heard(seen, ["status_bits"]).length > 0 ? lamps(seen, ["fire", "fault", "isolated"]) : [];
  const told = [...(flags.length > 0 ? heard(seen, ["smoke"]) : states(seen, ["smoke"])), ...flags];
  return {
    drawing: { kind: "emblem", tone: worstTone(told.map(stateTone)) },
    told,
    states: [...told, ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["temp"]),
    beside: null,
  };
};

export const gasDetector: Painter = (seen) => board(seen, { must: ["lel"], may: ["state", "oxygen", "days_left"], words: ["valve_closed", "fan_run"], gauges: ["lel", "oxygen", "days_left"] });
