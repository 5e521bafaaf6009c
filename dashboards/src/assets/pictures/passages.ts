import type { Reading } from "../../api/schema";

export interface Passage {
  /** Epoch ms. */
  readonly at: number;
  readonly value: string;
}

/** When a word changed, newest first, at most `most` times. Bad values in between are no change: nobody knows what was then. */
export function passages(readings: readonly Reading[], most: number): Passage[] {
  const found: Passage[] = [];
  let before: string | null = null;
  for (const { ts, value, quality } of readings) {
    if (quality === "bad" || typeof value !== "string" || value === before) continue;
    // The first one that is stored was so already.
    if (before !== null) found.push({ at: Date.parse(ts), value });
    before = value;
  }
  return found.slice(-most).reverse();
}
