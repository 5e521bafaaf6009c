/** Lifts and escalators. */
import { commonStates, gauges, heard, states } from "./parts";
import type { Painter, Shaft, Stairs } from "./picture";
import type { Seen } from "./seen";
import { shownBinary, shownNumber, shownWord, toneOf, worstTone } from "./sight";

const DANGERS = ["alarm_button", "door_open_running", "over_travel", "overspeed", "ebike"];

export const lift: Painter = (seen, { attributes }) => {
  const told = states(seen, ["floor", "direction", "door_closed", "occupied", "trapped", "mode"]);
  return {
    drawing: shaft(seen, floorOf(attributes.lowest), floorOf(attributes.highest)),
    told,
    states: [...told, ...heard(seen, ["fault_code"]), ...heard(seen, DANGERS).filter(({ sight }) => toneOf(sight) === "wrong"), ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["load_pct", "room_temp"]),
    beside: null,
  };
};

function shaft(seen: Seen, lowest: number | null, highest: number | null): Shaft {
  const floor = shownNumber(seen.get("floor"));
  const between = floor !== null && lowest !== null && highest !== null && lowest < highest && lowest <= floor && floor <= highest;
  const moving = shownBinary(seen.get("moving"));
  const direction = shownWord(seen.get("direction"));
  const doorClosed = shownBinary(seen.get("door_closed"));
  const occupied = shownBinary(seen.get("occupied"));
  const mode = shownWord(seen.get("mode"));
  return {
    kind: "shaft",
    floor,
    height: between ? (step(floor, lowest) - step(lowest, lowest)) / (step(highest, lowest) - step(lowest, lowest)) : null,
    lowest,
    highest,
    direction: direction === "up" || direction === "down" ? direction : direction === "none" || moving === false ? "none" : null,
    door: doorClosed === null ? null : doorClosed ? "closed" : "open",
    people: shownBinary(seen.get("trapped")) === true ? "trapped" : occupied === null ? null : occupied ? "some" : "nobody",
    outOfService: mode !== null && mode !== "normal",
  };
}

/** Where buildings count below the ground they have no floor 0. */
function step(floor: number, lowest: number): number {
  return lowest < 0 && floor > 0 ? floor - 1 : floor;
}

function floorOf(attribute: string | undefined): number | null {
  const floor = Number(attribute ?? Number.NaN);
  return Number.isFinite(floor) && attribute?.trim() !== "" ? floor : null;
}

const STOPPED: readonly string[] = ["stop", "inspection", "out_of_service"];

export const escalator: Painter = (seen) => {
  const told = [...states(seen, ["mode"]), ...heard(seen, ["escalator_fault", "e_stop", "reversal", "overspeed"])];
  const mode = shownWord(seen.get("mode"));
  const running: Stairs["running"] = mode === "up" || mode === "down" ? mode : mode !== null && STOPPED.includes(mode) ? "stopped" : null;
  return {
    drawing: { kind: "stairs", running, tone: worstTone(told.map(({ sight }) => toneOf(sight))) },
    told,
    states: [...told, ...commonStates(seen)],
    pumps: [],
    gauges: gauges(seen, ["handrail_dev"]),
    beside: null,
  };
};
