/** What somebody has written of a rule, in the form or as YAML: one of the two is the source, the other follows the check. */
import type { RuleCheck } from "../../api/schema";
import type { Definition } from "../definition";

export type Written =
  | { readonly source: "form"; readonly definition: Definition }
  | { readonly source: "yaml"; readonly yaml: string };

/** The rule as the form shows it; `null`: the YAML cannot be read, or has not been yet. */
export function definitionOf(written: Written, check: RuleCheck | undefined): Definition | null {
  return written.source === "form" ? written.definition : (check?.definition ?? null);
}

/** The rule as YAML; the newest known where the form is ahead of the check. */
export function yamlOf(written: Written, check: RuleCheck | undefined): string {
  return written.source === "yaml" ? written.yaml : (check?.yaml ?? "");
}
