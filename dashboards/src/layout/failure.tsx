import { Button, Result } from "antd";

import { asProblem } from "../api/problem";
import { useWords } from "../messages/language-context";

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
    <Result
      status={problem.status === 404 || problem.status === 403 ? "info" : "warning"}
      title={title}
      subTitle={problem.status === 0 ? t("problem.unreachableHint") : problem.detail}
      extra={
        retry === undefined ? undefined : (
          <Button onClick={retry} data-testid="retry">
            {t("problem.retry")}
          </Button>
        )
      }
    />
  );
}
