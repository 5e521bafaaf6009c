import { Card } from "antd";

import type { DrillScore } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { span } from "./drill-words";
import styles from "./drills.module.css";

/** The drill against its plan: the total with how it is made, each step, each department, the key moments. */
export function ScoreCard({ score }: { readonly score: DrillScore }) {
  const { t, text, word } = useWords();
  const nameOf = usePersonName();
  const by = (who: string | null) => (who === null ? "—" : who === "telemetry" ? t("drills.telemetry") : nameOf(who));
  return (
    <Card size="small" title={t(score.final ? "drills.score" : "drills.scoreNow")} data-testid="drill-score" data-percent={score.percent ?? ""}>
      <div className={styles.total}>
        <strong className="number">{score.percent === null ? "—" : `${score.percent}%`}</strong>
        <span className="quiet">{t("drills.points", { points: score.points, possible: score.possible })}</span>
        <span className="quiet">
          {t("drills.alarmAfter", { length: span(score.alarm_after_s) })} · {t("drills.planAfter", { length: span(score.plan_after_s) })}
          {score.moments.map(({ milestone, after_s }) => ` · ${word("drill.milestone", milestone)} ${span(after_s)}`)}
        </span>
      </div>
      <p className="quiet">{text(score.how)}</p>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("drills.steps")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("drills.step")}</th>
              <th scope="col">{t("drills.post")}</th>
              <th scope="col">{t("drills.judged")}</th>
              <th scope="col">{t("drills.doneAt")}</th>
              <th scope="col">{t("drills.lateBy")}</th>
              <th scope="col">{t("drills.pointsShort")}</th>
            </tr>
          </thead>
          <tbody>
            {score.steps.map((step) => (
              <tr key={step.key} data-testid="scored-step" data-step={step.key} data-outcome={step.outcome}>
                <td>
                  {text(step.title)} <span className="quiet">{text(step.phase)}</span>
                </td>
                <td>{word("rota.post", step.post)}</td>
                <td className={BAD.includes(step.outcome) ? "late" : undefined}>{word("drill.outcome", step.outcome)}</td>
                <td>
                  {step.settled_at === null ? "—" : <Moment at={step.settled_at} />} <span className="quiet">{step.by === null ? "" : by(step.by)}</span>
                </td>
                <td className="number">{span(step.late_s)}</td>
                <td className="number">{step.points ?? "—"}</td>
              </tr>
            ))}
            {score.musters.map((muster) => (
              <tr key={muster.department} data-testid="scored-muster" data-outcome={muster.outcome}>
                <td>{t("drills.checkIn", { department: word("department", muster.department) })}</td>
                <td>—</td>
                <td className={BAD.includes(muster.outcome) ? "late" : undefined}>{word("drill.outcome", muster.outcome)}</td>
                <td>
                  {muster.checked_in_at === null ? "—" : <Moment at={muster.checked_in_at} />} <span className="quiet">{muster.by === null ? "" : by(muster.by)}</span>
                </td>
                <td className="number">{span(muster.late_s)}</td>
                <td className="number">{muster.points ?? "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

export const BAD: readonly string[] = ["late", "left_out", "not_done"];
