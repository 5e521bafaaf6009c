import { Card } from "antd";

import type { DrillCompared } from "../api/schema";
import { useWords } from "../messages/language-context";
import { measured } from "./drill-words";
import styles from "./drills.module.css";

/** Measure by measure beside earlier drills of the same plan; nothing without one. */
export function ComparedCard({ lines }: { readonly lines: readonly DrillCompared[] }) {
  const { t, text, word } = useWords();
  if (!lines.some(({ best }) => best !== null)) return null;
  return (
    <Card size="small" title={t("drills.compared")} data-testid="drill-compared">
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("drills.compared")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("drills.measure")}</th>
              <th scope="col">{t("drills.now")}</th>
              <th scope="col">{t("drills.before")}</th>
              <th scope="col">{t("drills.best")}</th>
              <th scope="col" />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key}>
                <td>{text(line.name)}</td>
                <td className="number">{measured(line.now, line.unit)}</td>
                <td className="number">{measured(line.before, line.unit)}</td>
                <td className="number">{measured(line.best, line.unit)}</td>
                <td className={line.verdict === "worse" ? "late" : "quiet"}>{word("drill.verdict", line.verdict)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
