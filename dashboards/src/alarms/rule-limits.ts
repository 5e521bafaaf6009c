/** The limits that a rule draws on a point, for its chart. */
const LIMITS = ["above", "at_least", "below", "at_most"] as const;

/** The numbers at which a `threshold` rule judges the point with `key`; none for rules of other kinds or points. */
export function limitsOf(definition: unknown, key: string): number[] {
  const when = inside(definition, "when");
  const point = inside(when, "point");
  if (typeof point !== "string" || !matches(point, key)) return [];
  const outside = inside(when, "outside");
  const numbers = [...LIMITS.map((name) => inside(when, name)), ...(Array.isArray(outside) ? (outside as unknown[]) : [])];
  return numbers.filter((limit) => typeof limit === "number");
}

function inside(thing: unknown, name: string): unknown {
  return typeof thing === "object" && thing !== null ? (thing as Record<string, unknown>)[name] : undefined;
}

/** `*` and `?` in a rule's point stand for any characters. */
function matches(pattern: string, key: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  return new RegExp(`^${expression}$`).test(key);
}
