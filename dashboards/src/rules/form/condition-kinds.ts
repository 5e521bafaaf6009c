/** The kinds of condition that the form knows, from their schemas. */
import type { RuleForm } from "../../api/schema";
import type { Definition } from "../definition";
import { type Field, fieldsOf, type Schema } from "./shape";

/** What still means the same when the kind changes. */
const CARRIED = new Set(["point", "event", "unit", "within", "over"]);

/** The fields of a kind without its name; none for a kind that is not known. */
export function kindFields(form: RuleForm, name: string | null): Field[] {
  const kind = form.kinds.find((one) => one.name === name);
  return kind === undefined ? [] : fieldsOf(kind.schema as Schema).filter((field) => field.name !== "kind");
}

/** The settings of another kind: with what the old ones can lend it. */
export function otherKind(form: RuleForm, before: Definition, kind: string): Definition {
  const old = new Map(kindFields(form, typeof before.kind === "string" ? before.kind : null).map((field) => [field.name, field.shape.kind]));
  const lent = kindFields(form, kind)
    .filter(({ name, shape }) => CARRIED.has(name) && old.get(name) === shape.kind && before[name] !== undefined)
    .map(({ name }) => [name, before[name]] as const);
  return { kind, ...Object.fromEntries(lent) };
}
