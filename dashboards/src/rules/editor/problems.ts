/** The problems that the check has found, as they are shown. */
import type { RuleProblem } from "../../api/schema";
import { type Place, valueAt } from "../definition";

/** `when.all.0.point` as a place; no steps for the rule as a whole. */
export function placeOf(name: string): Place {
  return name === "" ? [] : name.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** The same problems; what merely waits to be filled in says just that, in the reader's language. */
export function saidProblems(problems: readonly RuleProblem[], definition: unknown, fillIn: string): RuleProblem[] {
  return problems.map((problem) => {
    const value = problem.place === "" ? definition : valueAt(definition, placeOf(problem.place));
    return value === undefined || value === "" ? { ...problem, problem: fillIn, remedy: "" } : problem;
  });
}
