import type { State } from "./picture";
import { shown, type Tone, toneOf } from "./sight";

/** How a word is to be drawn. A flag that is set is a deviation; without trust in its point nobody knows. */
export function stateTone({ sight, flag, ordinary }: State): Tone {
  if (ordinary === true && sight.value !== "fault" && toneOf(sight) !== "unknown") return "plain";
  if (flag === undefined) return toneOf(sight);
  const value = shown(sight);
  if (value === null || typeof value !== "object") return "unknown";
  return value.includes(flag) ? "wrong" : "ok";
}
