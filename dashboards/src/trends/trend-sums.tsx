import { Card } from "antd";

import { useWords } from "../messages/language-context";
import { type Series, sumOf } from "./series";
import { colourOf, rounded } from "./trend-panels";
import styles from "./trends.module.css";

interface TrendSumsProps {
  readonly series: readonly Series[];
  readonly nameOf: (series: Series) => string;
  readonly window: string | undefined;
}

/** What each course comes to: for those who read numbers, and for those who cannot see lines. */
export function TrendSums({ series, nameOf, window }: TrendSumsProps) {
  const { t } = useWords();
  return (
    <Card size="small" title={t("trends.sums")}>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("trends.sums")}>
        <table className={styles.sums}>
          <thead>
            <tr>
              <th scope="col">{t("trends.point")}</th>
              <th scope="col">{t("trends.last")}</th>
              <th scope="col">{t("trends.low")}</th>
              <th scope="col">{t("trends.mean")}</th>
              <th scope="col">{t("trends.high")}</th>
            </tr>
          </thead>
          <tbody>
            {series.map((one, index) => {
              const sum = sumOf(one.samples);
              const told = (value: number | undefined) => (value === undefined ? "—" : `${rounded(value)} ${one.point.unit}`);
              return (
                <tr key={one.point.id} data-testid="trend-sum" data-point={one.point.id} data-samples={one.samples.length} data-earlier={one.earlier.length}>
                  <th scope="row">
                    <span className={styles.mark} style={{ background: colourOf(index) }} aria-hidden="true" />
                    {nameOf(one)}
                  </th>
                  <td className="number">{told(sum?.last)}</td>
                  <td className="number">{told(sum?.low)}</td>
                  <td className="number">{told(sum?.mean)}</td>
                  <td className="number">{told(sum?.high)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="quiet">{window === undefined ? t("trends.every") : t("trends.windowed", { window })}</p>
    </Card>
  );
}
