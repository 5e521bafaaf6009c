/** The message of a rule before it has anything to tell of: its places are filled with what stands there in general. */
import { isRecord, valueAt } from "../definition";
import type { Names } from "./names";

/** `{asset} 水位低:{value}{unit}` of domestic water is 生活给水 水位低:…%. Places and devices, which only an alarm has, are left out. */
export function messageWords(message: string, definition: unknown, names: Names): string {
  const when = valueAt(definition, ["when"]);
  const pattern = firstPoint(when);
  const point = pattern === null ? null : names.point(pattern);
  const written = valueAt(when, ["unit"]);
  const filled: Readonly<Record<string, string>> = {
    asset: names.equipment,
    point: point?.name ?? "…",
    value: "…",
    unit: typeof written === "string" ? written : (point?.unit ?? ""),
    limit: "…",
    place: "",
    device: "",
  };
  return message
    .replace(/\{(\w+)\}/g, (place, name: string) => filled[name] ?? place)
    .replace(/\s{2,}/g, " ")
    .trim();
}

/** The first point that a condition names, inside of others too. */
function firstPoint(when: unknown): string | null {
  if (!isRecord(when)) return null;
  if (typeof when.point === "string") return when.point;
  for (const part of Object.values(when)) {
    for (const inside of Array.isArray(part) ? (part as unknown[]) : [part]) {
      const found = firstPoint(inside);
      if (found !== null) return found;
    }
  }
  return null;
}
