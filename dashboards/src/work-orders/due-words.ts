import { lasting, type Phrase } from "../time/ago";
import type { Limit } from "./next-limit";

/** "Accept within 2 min", "Arrival 5 min late": two phrases, the second one fills `{length}` of the first. */
export function dueWords(limit: Limit, now: number): { readonly sentence: Phrase["key"]; readonly length: Phrase } {
  const left = limit.at - now;
  return { sentence: left > 0 ? `due.${limit.name}.left` : `due.${limit.name}.late`, length: lasting(Math.abs(left)) };
}
