import { Link } from "react-router";

import type { Point, TrendLimit } from "../api/schema";
import { useWords } from "../messages/language-context";
import { rounded } from "./trend-panels";
import styles from "./trends.module.css";

/** The limits that are drawn, in words: each leads to its rule. */
export function RuleLimits({ limits, points }: { readonly limits: readonly TrendLimit[]; readonly points: readonly Point[] }) {
  const { t, text } = useWords();
  const units = new Map(points.map(({ id, unit }) => [id, unit]));
  return (
    <ul className={styles.limits} aria-label={t("trends.limits")}>
      {limits.map(({ point, rule, name, severity, value }) => (
        <li key={`${point} ${rule} ${value}`} data-testid="trend-limit" data-rule={rule} data-value={value}>
          <span className={styles.dash} style={{ borderColor: `var(--${severity})` }} aria-hidden="true" />
          <Link to={`/rules/${rule}`}>{text(name)}</Link> <b className="number">{`${rounded(value)} ${units.get(point) ?? ""}`}</b>
        </li>
      ))}
    </ul>
  );
}
