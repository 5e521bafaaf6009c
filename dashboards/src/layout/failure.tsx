import { Button } from "antd";

import { asProblem } from "../api/problem";
import { useWords } from "../messages/language-context";
import styles from "./failure.module.css";

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What went wrong, in the server's words, and what to do: try again. */
export function Failure({ error, retry }: FailureProps) {
  const { t } = useWords();
  const problem = asProblem(error);
  const title =
    problem.status === 0
      ? t("problem.unreachable")
      : problem.status === 404
        ? t("problem.notFound")
        : problem.status === 403
          ? t("problem.forbidden")
          : problem.title || t("problem.title");
  return (
    <div className={styles.failure} role="alert">
      <h2>{title}</h2>
      <p className="quiet">{problem.status === 0 ? t("problem.unreachableHint") : problem.detail}</p>
      {retry !== undefined && (
        <Button size="large" onClick={retry} data-testid="retry">
          {t("problem.retry")}
        </Button>
      )}
    </div>
  );
}
