/** What the editor begins with. */
import type { RuleDetail } from "../../api/schema";
import type { Definition } from "../definition";

/** A new rule before anything is said of it. */
export const BLANK: Definition = {
  id: "",
  applies_to: { asset_type: "" },
  when: { kind: "threshold", point: "" },
  severity: "medium",
  department: "engineering",
  message: { zh: "", en: "" },
};

/** A copy of a rule under an id that is free. */
export function copyOf({ definition, id }: Pick<RuleDetail, "definition" | "id">, taken: readonly string[]): Definition {
  let copy = `${id}_copy`;
  for (let number = 2; taken.includes(copy); number += 1) copy = `${id}_copy_${number}`;
  return { ...definition, id: copy };
}
