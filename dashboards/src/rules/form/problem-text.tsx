import type { RuleProblem } from "../../api/schema";
import styles from "./fields.module.css";

/** What is wrong, and what to do about it, below the field. */
export function ProblemText({ problems }: { readonly problems: readonly RuleProblem[] }) {
  return problems.map(({ problem, remedy }) => (
    <div key={problem} className={styles.problem} role="alert">
      ⚠ {problemWords(problem, remedy)}
    </div>
  ));
}

export function problemWords(problem: string, remedy: string): string {
  return remedy === "" ? problem : `${problem}. ${remedy}`;
}
