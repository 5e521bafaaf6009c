import { Skeleton } from "antd";
import { Suspense, useCallback } from "react";

import type { AlarmFigures } from "../api/schema";
import type { Look } from "../charts/look";
import { lazyPart } from "../layout/lazy-part";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { lasting } from "../time/ago";
import { numberWords, shareWords } from "./figure-words";
import styles from "./figures.module.css";
import { sharesOption } from "./shares-option";

const Chart = lazyPart(() => import("../charts/chart"));
const HEIGHT = 170;

/** How alarms are spread over severities beside the spread that is recommended, and how long each waited for somebody. */
export function SeverityFigures({ figures }: { readonly figures: AlarmFigures }) {
  const { t, word, language } = useWords();
  const rows = figures.by_severity;
  const option = useCallback(
    (look: Look) =>
      sharesOption({
        rows: rows.map(({ severity, share, recommended }) => ({ name: word("severity", severity), share, recommended })),
        actualLabel: t("figures.share"),
        recommendedLabel: t("figures.recommended"),
        say: (share) => shareWords(share, language),
        look,
      }),
    [rows, t, word, language],
  );
  const length = (seconds: number | null) => {
    if (seconds === null) return "—";
    const phrase = lasting(seconds * 1_000);
    return t(phrase.key, phrase.values);
  };
  return (
    <>
      <p className="quiet">{t("figures.severitiesTarget")}</p>
      {figures.annunciated > 0 && (
        <Suspense fallback={<Skeleton.Node active style={{ width: "100%", height: HEIGHT }} />}>
          <Chart option={option} label={t("figures.severities")} height={HEIGHT} testId="chart-severities" />
        </Suspense>
      )}
      <div className={styles.scroll}>
        <table className={styles.table} data-testid="severity-figures">
          <thead>
            <tr>
              <th scope="col">{t("alarms.severity")}</th>
              <th scope="col">{t("figures.count")}</th>
              <th scope="col">{t("figures.share")}</th>
              <th scope="col">{t("figures.median")}</th>
              <th scope="col">{t("figures.p90")}</th>
              <th scope="col">{t("figures.unanswered")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.severity}>
                <td>
                  <SeverityMark severity={row.severity} />
                </td>
                <td className="number">{numberWords(row.count, language)}</td>
                <td className="number">{shareWords(row.share, language)}</td>
                <td className="number">{length(row.median_s)}</td>
                <td className="number">{length(row.p90_s)}</td>
                <td className={`number ${row.unanswered > 0 && row.severity === "critical" ? "late" : ""}`}>{row.unanswered}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
