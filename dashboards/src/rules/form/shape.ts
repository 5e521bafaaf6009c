/** What a JSON schema asks for, as far as a form needs to know: one shape for each way to fill a field in. */
import { isRecord } from "../definition";
import { writtenDuration } from "../words/duration";

export type Schema = Readonly<Record<string, unknown>>;

export type Shape =
  /** Always the same: nothing to fill in. */
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "yes-no" }
  | { readonly kind: "number"; readonly whole: boolean; readonly least: number | null; readonly most: number | null; readonly above: number | null }
  | { readonly kind: "text"; readonly longest: number | null }
  | { readonly kind: "duration" }
  /** One of some words; `family` is what the schema calls them. */
  | { readonly kind: "choice"; readonly family: string; readonly values: readonly string[] }
  /** A yes or no or a word: a value of a point. */
  | { readonly kind: "value" }
  | { readonly kind: "condition"; readonly kinds: readonly string[] | null }
  | { readonly kind: "group"; readonly fields: readonly Field[] }
  /** One of several shapes. */
  | { readonly kind: "either"; readonly ways: readonly Shape[] }
  | { readonly kind: "list"; readonly of: Shape; readonly single: boolean }
  | { readonly kind: "pair"; readonly of: readonly [Shape, Shape] }
  /** Whatever it is: only as text. */
  | { readonly kind: "other" };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** What holds if it is left out; `undefined`: nothing does. */
  readonly fallback: unknown;
  /** The schema's own words, in English. */
  readonly description: string;
}

type Defs = Readonly<Record<string, unknown>>;

const SCALARS: ReadonlySet<unknown> = new Set(["string", "boolean", "number", "integer"]);
const CONDITION = "steward-condition";
const DURATION = "steward-duration";

/** The fields of an object's schema, in its order. */
export function fieldsOf(schema: Schema): Field[] {
  return fieldsIn(schema, isRecord(schema.$defs) ? schema.$defs : {});
}

function fieldsIn(schema: Schema, defs: Defs): Field[] {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const properties = isRecord(schema.properties) ? schema.properties : {};
  return Object.entries(properties).map(([name, written]) => {
    const property = isRecord(written) ? written : {};
    const target = resolved(property, defs);
    const fallback = property.default ?? undefined;
    return {
      name,
      shape: shapeOf(property, defs),
      required: required.includes(name),
      fallback: typeof fallback === "string" ? writtenDuration(fallback) : fallback,
      description: [property.description, target.description].find((words): words is string => typeof words === "string") ?? "",
    };
  });
}

/** The shape of one schema; `null`, which is the same as leaving it out, is no way of its own. */
export function shapeOf(written: Schema, defs: Defs = {}): Shape {
  const schema = resolved(written, defs);
  if ("const" in schema) return { kind: "constant", value: schema.const };
  if (Array.isArray(schema.enum)) {
    return { kind: "choice", family: typeof schema.title === "string" ? schema.title : "", values: schema.enum.map(String) };
  }
  const ways = waysOf(schema, defs);
  if (ways !== null) return shapeOfWays(ways, defs);
  if (schema.format === CONDITION) {
    const kind = isRecord(schema.properties) && isRecord(schema.properties.kind) ? schema.properties.kind : {};
    return { kind: "condition", kinds: Array.isArray(kind.enum) ? kind.enum.map(String) : null };
  }
  if (schema.format === DURATION) return { kind: "duration" };
  switch (schema.type) {
    case "boolean":
      return { kind: "yes-no" };
    case "integer":
    case "number":
      return {
        kind: "number",
        whole: schema.type === "integer",
        least: numeric(schema.minimum),
        most: numeric(schema.maximum),
        above: numeric(schema.exclusiveMinimum),
      };
    case "string":
      return { kind: "text", longest: numeric(schema.maxLength) };
    case "array": {
      const [first, second] = Array.isArray(schema.prefixItems) ? schema.prefixItems.filter(isRecord) : [];
      if (first !== undefined && second !== undefined) return { kind: "pair", of: [shapeOf(first, defs), shapeOf(second, defs)] };
      return isRecord(schema.items) ? { kind: "list", of: shapeOf(schema.items, defs), single: false } : { kind: "other" };
    }
    case "object":
      return isRecord(schema.properties) ? { kind: "group", fields: fieldsIn(schema, defs) } : { kind: "other" };
    default:
      return { kind: "other" };
  }
}

function shapeOfWays(ways: readonly Schema[], defs: Defs): Shape {
  const [only] = ways;
  if (ways.length === 1 && only !== undefined) return shapeOf(only, defs);
  if (ways.every((way) => way.type === "string" || way.type === "boolean")) return { kind: "value" };
  // A text or a list of texts: a list that may be written without brackets when it holds one.
  const lists = ways.filter((way) => way.type === "array");
  const [list] = lists;
  if (lists.length === 1 && list !== undefined && isRecord(list.items) && ways.every((way) => way === list || SCALARS.has(way.type))) {
    return { kind: "list", of: shapeOf(list.items, defs), single: true };
  }
  const shapes = ways.map((way) => shapeOf(way, defs));
  return shapes.every(({ kind }) => kind === "condition" || kind === "group") ? { kind: "either", ways: shapes } : { kind: "other" };
}

/** The ways of `anyOf`, those inside of each other too, without null; `null`: it has none. */
function waysOf(schema: Schema, defs: Defs): Schema[] | null {
  if (!Array.isArray(schema.anyOf)) return null;
  return schema.anyOf
    .filter(isRecord)
    .map((way) => resolved(way, defs))
    .filter((way) => way.type !== "null")
    .flatMap((way) => waysOf(way, defs) ?? [way]);
}

/** What a `$ref` refers to; what stands beside it, such as a description, has precedence. */
function resolved(schema: Schema, defs: Defs): Schema {
  if (typeof schema.$ref !== "string") return schema;
  const name = schema.$ref.split("/").at(-1) ?? "";
  const target = defs[name];
  return isRecord(target) ? { ...target, title: name } : schema;
}

function numeric(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
