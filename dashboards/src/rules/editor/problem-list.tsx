import { Alert } from "antd";

import type { RuleProblem } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./editor.module.css";

interface ProblemListProps {
  readonly problems: readonly RuleProblem[];
  /** Lead to where it is. */
  readonly show: (problem: RuleProblem) => void;
}

/** What is wrong with the rule as it is written, each with the way to its place. */
export function ProblemList({ problems, show }: ProblemListProps) {
  const { t } = useWords();
  if (problems.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      data-testid="rule-problems"
      title={t("rules.problems", { n: problems.length })}
      description={
        <ul className={styles.problems}>
          {problems.map((problem, index) => (
            <li key={index} data-place={problem.place} data-line={problem.line ?? undefined}>
              <button type="button" className={styles.where} onClick={() => show(problem)}>
                {problem.line === null ? problem.place || t("rules.wholeRule") : t("rules.line", { n: problem.line })}
                {problem.line !== null && problem.place !== "" && <code> {problem.place}</code>}
              </button>
              <span>
                {problem.problem}
                {problem.remedy !== "" && <span className="quiet"> {problem.remedy}</span>}
              </span>
            </li>
          ))}
        </ul>
      }
    />
  );
}
