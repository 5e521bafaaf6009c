/** Fields of which exactly one is filled in: the schema cannot say so, its descriptions do. */
import { isRecord } from "../definition";
import type { Field, Shape } from "./shape";

const ALTERNATIVES: readonly (readonly string[])[] = [
  ["above", "at_least", "below", "at_most", "outside"],
  ["above", "below"],
  ["equals", "not_equals", "in", "not_in", "has"],
  ["rises", "falls", "changes"],
  ["all", "any", "of"],
  ["event", "point"],
  ["asset_type", "asset_types", "assets"],
];

/** What goes with a way as soon as it is taken. */
const COMPANIONS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { of: { at_least: 2 } };

export interface Choice {
  readonly names: readonly string[];
  /** The one that is filled in; the first if none is. */
  readonly taken: string;
}

/** The alternatives among `fields`, with the way that `value` takes. */
export function choicesIn(fields: readonly Field[], value: unknown): Choice[] {
  const optional = new Set(fields.filter(({ required }) => !required).map(({ name }) => name));
  const found = ALTERNATIVES.filter((names) => names.every((name) => optional.has(name)));
  return found
    .filter((names) => !found.some((other) => other !== names && names.every((name) => other.includes(name))))
    .map((names) => ({ names, taken: names.find((name) => isRecord(value) && value[name] !== undefined) ?? names[0] ?? "" }));
}

/** A copy of `value` that takes another way: what the old one held is given up, unless the new one can hold it. */
export function takeWay(value: unknown, { names, taken }: Choice, next: string, fields: readonly Field[]): Readonly<Record<string, unknown>> {
  const before = isRecord(value) ? value : {};
  const gone = new Set([...names, ...Object.keys(COMPANIONS[taken] ?? {})]);
  const rest = Object.fromEntries(Object.entries(before).filter(([name]) => !gone.has(name)));
  const held = before[taken];
  const from = fields.find(({ name }) => name === taken)?.shape;
  const to = fields.find(({ name }) => name === next)?.shape;
  const kept = held === undefined || from === undefined || to === undefined ? undefined : carried(held, from, to);
  return { ...rest, ...(COMPANIONS[next] ?? {}), ...(kept === undefined ? {} : { [next]: kept }) };
}

/** `held` as the other shape has it: the same sort, a list of it, or the first of a list. */
function carried(held: unknown, from: Shape, to: Shape): unknown {
  if (from.kind === to.kind && (from.kind !== "list" || to.kind !== "list" || from.of.kind === to.of.kind)) return held;
  if (to.kind === "list" && to.of.kind === from.kind) return [held];
  if (from.kind === "list" && from.of.kind === to.kind && Array.isArray(held)) return held[0] as unknown;
  return undefined;
}

/** Which of several shapes a value has: a condition has a `kind`, a group its first required field. */
export function wayOf(value: unknown, ways: readonly Shape[]): number {
  const found = ways.findIndex((way) => {
    if (!isRecord(value)) return false;
    if (way.kind === "condition") return "kind" in value;
    return way.kind === "group" && way.fields.some(({ name, required }) => required && name in value);
  });
  return Math.max(0, found);
}
