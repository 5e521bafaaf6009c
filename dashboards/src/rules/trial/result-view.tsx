import { Alert, Skeleton } from "antd";
import { Suspense, useState } from "react";

import { lazyPart } from "../../layout/lazy-part";
import { useWords } from "../../messages/language-context";
import type { BacktestResult } from "./backtest-result";
import { secondsWords } from "./change-words";
import { EpisodeList } from "./episode-list";
import { KnownOutcomes } from "./known-outcomes";
import { PushTable } from "./push-table";
import { EPISODE_SORTS, ResultFigures } from "./result-figures";
import { trialChartHeight } from "./trial-chart-option";
import styles from "./trial.module.css";

const TrialChart = lazyPart(() => import("./trial-chart"));

/** What a change would have done to the site's own history. */
export function ResultView({ result }: { readonly result: BacktestResult }) {
  const { t } = useWords();
  const [sort, choose] = useState(() => EPISODE_SORTS.find((one) => result[one] > 0) ?? "kept");
  return (
    <div className={styles.result} data-testid="trial-result">
      {result.before === null && <Alert type="info" title={t("trial.isNew")} />}
      {result.messages === 0 && <Alert type="warning" showIcon title={t("trial.noHistory")} />}
      {result.blind_s > 0 && <Alert type="info" title={t("trial.blind", { n: result.blind.length, length: secondsWords(result.blind_s, t) })} />}
      <ResultFigures result={result} chosen={sort} choose={choose} />
      <EpisodeList key={sort} result={result} sort={sort} />
      <section>
        <h3 className={styles.heading}>{t("trial.known")}</h3>
        <KnownOutcomes result={result} />
      </section>
      <section>
        <h3 className={styles.heading}>{t("trial.pushes")}</h3>
        <p className="quiet">{t("trial.pushesHint")}</p>
        <PushTable result={result} />
      </section>
      {result.charts.length > 0 && (
        <section className={styles.charts}>
          <div>
            <h3 className={styles.heading}>{t("trial.charts")}</h3>
            <p className="quiet">{t("trial.chartsHint")}</p>
          </div>
          {result.charts.map((chart) => (
            <Suspense key={chart.point} fallback={<Skeleton.Node active style={{ width: "100%", height: trialChartHeight(2) }} />}>
              <TrialChart result={result} chart={chart} />
            </Suspense>
          ))}
        </section>
      )}
    </div>
  );
}
