/** What changes with a field: whoever chooses another point has chosen its unit. */
import type { RuleForm } from "../../api/schema";
import { type Definition, isRecord, type Place, typesOf, valueAt, withValue } from "../definition";
import { pointsOf } from "../words/names";
import { kindFields } from "./condition-kinds";

/** `definition` with `value` at `place`; `undefined` takes it out. */
export function changed(form: RuleForm, definition: Definition, place: Place, value: unknown): Definition {
  const next = withValue(definition, place, value) as Definition;
  if (place.at(-1) !== "point") return next;
  const around = place.slice(0, -1);
  const group = valueAt(next, around);
  const kind = isRecord(group) && typeof group.kind === "string" ? group.kind : null;
  if (!kindFields(form, kind).some(({ name }) => name === "unit")) return next;
  const unit = typeof value === "string" ? unitOf(form, typesOf(definition), value) : "";
  return withValue(next, [...around, "unit"], unit === "" ? undefined : unit) as Definition;
}

function unitOf(form: RuleForm, types: readonly string[] | null, pattern: string): string {
  const points = form.device_types.filter(({ key }) => types === null || types.includes(key)).flatMap(({ points: own }) => own);
  return pointsOf(points, pattern)[0]?.unit ?? "";
}
