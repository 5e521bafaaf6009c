import { Card } from "antd";

import type { DrillScore } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { span } from "./drill-words";
import styles from "./drills.module.css";

/** How soon each person reacted; whoever plans no drills sees their own line. */
export function ReactionsCard({ score }: { readonly score: DrillScore }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  return (
    <Card size="small" title={t("drills.reactions")}>
      {score.reactions.length === 0 && <span className="quiet">{t("drills.nobodyTold")}</span>}
      <ul className={styles.slots}>
        {score.reactions.map((each) => (
          <li key={each.person} className={styles.slot} data-testid="reaction" data-person={each.person} data-outcome={each.outcome}>
            <strong>{nameOf(each.person)}</strong>
            <span className="quiet">
              {t("drills.told")} <Moment at={each.told_at} />
            </span>
            <span className="number">{each.seconds === null ? t("drills.noReaction") : t("drills.reactedIn", { length: span(each.seconds) })}</span>
            <span className={each.outcome === "late" || each.outcome === "not_done" ? "late" : "quiet"}>{word("drill.outcome", each.outcome)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
