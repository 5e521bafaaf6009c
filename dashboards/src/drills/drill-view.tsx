import { Card } from "antd";

import type { DrillDetail } from "../api/schema";
import { StepTimeline } from "../layout/step-timeline";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import styles from "../work-orders/order-view.module.css";
import { ComparedCard } from "./compared-card";
import { DrillFacts } from "./drill-facts";
import { DrillSteps } from "./drill-steps";
import { DrillThings } from "./drill-things";
import ownStyles from "./drills.module.css";
import { ReactionsCard } from "./reactions-card";
import { ScoreCard } from "./score-card";
import { SignaturesCard } from "./signatures-card";

/** One drill: how far it is and what to do, its score as far as it is known, everything that belongs to it, its log. */
export function DrillView({ drill }: { readonly drill: DrillDetail }) {
  const { t, text, word, language } = useWords();
  return (
    <article className={styles.view} data-testid="drill-detail" data-drill-id={drill.id} data-state={drill.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <span className={ownStyles.mark}>{t("drills.mark")}</span>
          <strong data-testid="drill-state">{word("drill.state", drill.state)}</strong>
          <span className="quiet number">{drill.number}</span>
        </div>
        <h1>{drill.title}</h1>
        <p className="quiet">{text(drill.plan_title)}</p>
        {drill.reason !== "" && (
          <p className={drill.state === "interrupted" ? "late" : undefined} data-testid="drill-reason">
            {ownHalf(drill.reason, language)}
          </p>
        )}
      </header>
      <DrillSteps drill={drill} />
      <DrillFacts drill={drill} />
      {drill.score !== null && <ScoreCard score={drill.score} />}
      <div className={styles.columns}>
        {drill.score !== null && <ReactionsCard score={drill.score} />}
        <ComparedCard lines={drill.compared} />
        {drill.started_at !== null && <DrillThings drill={drill} />}
        <SignaturesCard drill={drill} />
        <Card size="small" title={t("drills.log")}>
          <StepTimeline lines={drill.log.map(({ event, at, actor, note }) => ({ step: event, name: word("drill.event", event), at, actor, note }))} testId="drill-log" />
        </Card>
      </div>
    </article>
  );
}
