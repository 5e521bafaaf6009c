/** A rule as it is written: plain data, the same as its YAML. */
export type Definition = Readonly<Record<string, unknown>>;

/** Where something stands in a definition: `["when", "all", 0, "point"]`. */
export type Place = readonly (string | number)[];

export function isRecord(thing: unknown): thing is Definition {
  return typeof thing === "object" && thing !== null && !Array.isArray(thing);
}

/** What stands at `place`; `undefined`: nothing. */
export function valueAt(thing: unknown, place: Place): unknown {
  return place.reduce<unknown>((inside, step) => {
    if (Array.isArray(inside) && typeof step === "number") return inside[step] as unknown;
    return isRecord(inside) ? inside[String(step)] : undefined;
  }, thing);
}

/** A copy with `value` at `place`; `undefined` takes it out, from a list too. What is missing on the way there is made. */
export function withValue(thing: unknown, place: Place, value: unknown): unknown {
  const [step, ...rest] = place;
  if (step === undefined) return value;
  if (typeof step === "number") {
    const items: unknown[] = Array.isArray(thing) ? [...(thing as unknown[])] : [];
    const inner = withValue(items[step], rest, value);
    if (inner === undefined) items.splice(step, 1);
    else items[step] = inner;
    return items;
  }
  const inner = withValue(isRecord(thing) ? thing[step] : undefined, rest, value);
  const fields: Record<string, unknown> = isRecord(thing) ? { ...thing } : {};
  if (inner === undefined) return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== step));
  fields[step] = inner;
  return fields;
}

/** Whether two definitions say the same, whatever the order of their fields. */
export function sameDefinition(one: unknown, other: unknown): boolean {
  return ordered(one) === ordered(other);
}

/** The types of equipment that it is about; `null`: every type, or single assets whose types it does not name. */
export function typesOf(definition: unknown): readonly string[] | null {
  const one = valueAt(definition, ["applies_to", "asset_type"]);
  if (typeof one === "string") return one === "*" ? null : [one];
  const several = valueAt(definition, ["applies_to", "asset_types"]);
  return Array.isArray(several) ? several.filter((type) => typeof type === "string") : null;
}

function ordered(thing: unknown): string {
  return JSON.stringify(thing, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))) : value,
  );
}
