import { Card } from "antd";

import type { NamedPoint, PermitDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { useWords } from "../messages/language-context";
import styles from "./permit-parts.module.css";

/** What a fire test has shown: the detectors that never reported first. */
export function FireTestResult({ permit }: { readonly permit: PermitDetail }) {
  const { t } = useWords();
  const { missing_points: missing, reported_points: reported } = permit;
  return (
    <Card size="small" title={t("permit.testResult")} data-testid="fire-test-result">
      <div className={styles.points}>
        <section data-testid="points-missing">
          <h3>
            <span className={missing.length > 0 ? "severity-high" : undefined}>{t("permit.missing", { n: missing.length })}</span>
          </h3>
          {missing.length === 0 ? <p className="quiet">{t("permit.missingNone")}</p> : <Points site={permit.site} points={missing} />}
        </section>
        <section data-testid="points-reported">
          <h3>{t("permit.reported", { n: reported.length })}</h3>
          {reported.length === 0 ? <p className="quiet">{t("permit.reportedNone")}</p> : <Points site={permit.site} points={reported} />}
        </section>
      </div>
    </Card>
  );
}

function Points({ site, points }: { readonly site: string; readonly points: readonly NamedPoint[] }) {
  const { text } = useWords();
  return (
    <ul className={styles.rows}>
      {points.map((point) => (
        <li key={point.id}>
          <span className={styles.grow}>
            <AssetLink site={site} id={point.asset} />
          </span>
          <span className="quiet">{text(point.name)}</span>
        </li>
      ))}
    </ul>
  );
}
