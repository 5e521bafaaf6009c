/** What every field of the form can ask for. */
import { createContext, useContext } from "react";

import type { RuleForm, RuleProblem } from "../../api/schema";
import type { Place } from "../definition";
import type { Names } from "../words/names";

export interface FormContext {
  readonly form: RuleForm;
  /** The types of equipment that the rule is about; `null`: every type. */
  readonly types: readonly string[] | null;
  readonly names: Names;
  readonly problems: readonly RuleProblem[];
  readonly change: (place: Place, value: unknown) => void;
}

export const RuleFormContext = createContext<FormContext | null>(null);

export function useRuleFormContext(): FormContext {
  const context = useContext(RuleFormContext);
  if (context === null) throw new Error("fields of a rule stand in a rule form");
  return context;
}

/** The problems of exactly this field. */
export function useProblemsAt(place: Place): readonly RuleProblem[] {
  const { problems } = useRuleFormContext();
  const name = place.join(".");
  return problems.filter((problem) => problem.place === name);
}
