/** How a call rings, by its severity: what is worse is higher, denser, and shakes longer. */
import type { Tone } from "../live/beep";

export interface RingTone {
  readonly tones: readonly Tone[];
  /** How loud, 0 to 1. */
  readonly volume: number;
  /** It begins anew after this long; `null`: it is heard once. */
  readonly everyMs: number | null;
  /** Vibration: on and off in turn, ms. */
  readonly shake: readonly number[];
}

const WAIL: readonly Tone[] = [0, 0.5, 1].flatMap((start) => [
  [start, 960, 0.22],
  [start + 0.24, 720, 0.22],
] as const);

const TONES: Readonly<Record<string, RingTone>> = {
  critical: { tones: WAIL, volume: 0.6, everyMs: 2_000, shake: [600, 150, 600, 150, 300] },
  high: {
    tones: [
      [0, 784, 0.25],
      [0.3, 784, 0.25],
    ],
    volume: 0.4,
    everyMs: 4_000,
    shake: [400, 200, 400],
  },
  medium: { tones: [[0, 660, 0.3]], volume: 0.3, everyMs: null, shake: [250] },
};
const SOFT: RingTone = { tones: [[0, 520, 0.25]], volume: 0.2, everyMs: null, shake: [] };

export function ringTone(severity: string): RingTone {
  return TONES[severity] ?? SOFT;
}
