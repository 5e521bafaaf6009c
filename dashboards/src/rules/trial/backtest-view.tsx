import { Alert, Progress, Skeleton } from "antd";

import type { Backtest } from "../../api/schema";
import { Failure } from "../../layout/failure";
import { useWords } from "../../messages/language-context";
import { ownHalf } from "../../messages/translate";
import { useMomentWords } from "../../time/use-moment-words";
import { resultOf } from "./backtest-result";
import { ResultView } from "./result-view";
import { SpanWords } from "./span-words";
import styles from "./trial.module.css";
import { useBacktest } from "./use-backtests";

/** One backtest: how far it is, what came of it. */
export function BacktestView({ id }: { readonly id: string }) {
  const { t, language } = useWords();
  const moment = useMomentWords();
  const { data: backtest, error, refetch } = useBacktest(id);
  if (backtest === undefined) {
    return error === null ? <Skeleton active paragraph={{ rows: 4 }} title={false} /> : <Failure error={error} retry={() => void refetch()} />;
  }
  const result = resultOf(backtest);
  return (
    <div className={styles.result} data-testid="backtest" data-state={backtest.state}>
      <p className="quiet">
        <SpanWords since={backtest.since} until={backtest.until} /> · {t("trial.askedBy", { name: backtest.asked_by, time: moment(backtest.asked_at) })}
      </p>
      {backtest.state === "waiting" || backtest.state === "running" ? <Running backtest={backtest} /> : null}
      {backtest.state === "failed" && (
        <Alert
          type="error"
          showIcon
          title={t("trial.failed")}
          description={backtest.error === null ? undefined : ownHalf(backtest.error, language)}
          data-testid="trial-failed"
        />
      )}
      {result !== null && <ResultView key={backtest.id} result={result} />}
    </div>
  );
}

function Running({ backtest }: { readonly backtest: Backtest }) {
  const { t, word } = useWords();
  return (
    <div className={styles.running} role="status">
      <span>{word("backtest.state", backtest.state)}</span>
      <Progress percent={Math.floor(backtest.progress * 100)} status="normal" aria-label={t("trial.title")} data-testid="backtest-progress" />
      <span className="quiet">{t("trial.mayLeave")}</span>
    </div>
  );
}
