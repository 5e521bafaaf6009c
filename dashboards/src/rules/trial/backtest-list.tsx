import { Card, Skeleton } from "antd";
import { Link } from "react-router";

import { Failure } from "../../layout/failure";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";
import styles from "../rule-page.module.css";
import { BacktestState } from "./backtest-state";
import { SpanWords } from "./span-words";
import { useBacktests } from "./use-backtests";

interface BacktestListProps {
  readonly site: string;
  readonly rule: string;
}

/** What has been tried with a rule: anybody who left the page finds it here again. */
export function BacktestList({ site, rule }: BacktestListProps) {
  const { t } = useWords();
  const { data: backtests, error, refetch } = useBacktests(site, rule);
  return (
    <Card size="small" title={t("trial.list")} data-testid="backtest-list">
      {backtests === undefined &&
        (error === null ? <Skeleton active paragraph={{ rows: 2 }} title={false} /> : <Failure error={error} retry={() => void refetch()} />)}
      {backtests?.length === 0 && <p className="quiet">{t("trial.none")}</p>}
      <ul className={styles.rows}>
        {backtests?.map((backtest) => (
          <li key={backtest.id} data-testid="backtest-row" data-backtest-id={backtest.id} data-state={backtest.state}>
            <Link to={`/rules/${encodeURIComponent(rule)}/backtests/${backtest.id}`} className={styles.grow}>
              <SpanWords since={backtest.since} until={backtest.until} />
            </Link>
            <BacktestState backtest={backtest} />
            <span className="quiet">
              {backtest.asked_by} · <Moment at={backtest.asked_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
