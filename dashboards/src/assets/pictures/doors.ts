/** Doors and gates: what people and cars pass through. */
import { commonStates, gauges, heard, states } from "./parts";
import type { Arm, Door, Painter } from "./picture";
import { shownBinary, shownWord } from "./sight";

export const accessDoor: Painter = (seen) => {
  const leaf = [...states(seen, ["door"]), ...heard(seen, ["lock"])].map(({ sight }) => ({ sight, ordinary: true }) as const);
  const told = [...leaf, ...heard(seen, ["door_alarm"])];
  const alarm = shownWord(seen.get("door_alarm"));
  const drawing: Door = {
    kind: "door",
    leaf: oneOf(shownWord(seen.get("door")), ["open", "closed", "fault"]),
    lock: heard(seen, ["lock"]).length === 0 ? "absent" : oneOf(shownWord(seen.get("lock")), ["locked", "unlocked", "fault"]),
    alarm: alarm !== null && alarm !== "normal" && alarm !== "free_access",
  };
  return { drawing, told, states: [...told, ...heard(seen, ["fire_release"]), ...commonStates(seen)], pumps: [], gauges: [], beside: "passages" };
};

export const parkingGate: Painter = (seen) => {
  const told = [...states(seen, ["arm"]), ...heard(seen, ["loop", "hit", "help_call"])];
  const drawing: Arm = {
    kind: "arm",
    arm: oneOf(shownWord(seen.get("arm")), ["up", "down", "moving", "fault"]),
    vehicle: shownBinary(seen.get("loop")),
    hit: shownBinary(seen.get("hit")) === true,
  };
  return { drawing, told, states: [...told, ...heard(seen, ["free_spaces"]), ...commonStates(seen)], pumps: [], gauges: gauges(seen, ["recognition_pct"]), beside: null };
};

function oneOf<T extends string>(word: string | null, known: readonly T[]): T | null {
  return known.find((one) => one === word) ?? null;
}
