import type { Gauge } from "./picture";
import { shownNumber, type Sight } from "./sight";

/** Beyond this a bound of what a sensor can report says nothing about where its values lie. */
const FAR = 20;

/** The number of a point on a scale that shows what is normal with some room around it, and the value itself. */
export function gaugeOf(sight: Sight): Gauge {
  const { low, high } = scaleOf(sight.point);
  const value = shownNumber(sight);
  if (value === null) return { sight, low, high };
  const room = (high - low) * 0.05;
  return { sight, low: value < low ? value - room : low, high: value > high ? value + room : high };
}

interface Scaled {
  readonly unit: string;
  readonly normal: { readonly low: number | null; readonly high: number | null } | null;
  readonly range: { readonly low: number | null; readonly high: number | null } | null;
}

/** Where a scale begins and ends. */
export function scaleOf({ unit, normal, range }: Scaled): { low: number; high: number } {
  // A share of a whole; what can be negative is a deviation.
  if (unit === "%" && (range?.low ?? 0) >= 0) return { low: 0, high: 100 };
  const least = range?.low ?? -Infinity;
  const most = range?.high ?? Infinity;
  const low = normal?.low ?? null;
  const high = normal?.high ?? null;
  if (low === null && high === null) {
    const from = Number.isFinite(least) ? least : 0;
    return { low: from, high: Number.isFinite(most) && most > from ? most : from + 1 };
  }
  const bottom = low ?? Math.min(0, high ?? 0);
  const top = high ?? (most <= FAR * Math.abs(bottom) ? most : 2 * Math.abs(bottom) || 1);
  const room = (top - bottom || 1) / 2;
  // With nothing above to compare with, the scale begins where the sensor does.
  const from = high === null && least >= -FAR ? least : Math.max(least, bottom - room);
  return { low: low === null || low === 0 ? bottom : from, high: high === null ? top : Math.min(most, top + room) };
}

/** Where `value` stands on a scale, 0…1. */
export function placeOn(gauge: Pick<Gauge, "low" | "high">, value: number): number {
  return Math.min(1, Math.max(0, (value - gauge.low) / (gauge.high - gauge.low || 1)));
}
