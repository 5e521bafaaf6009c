import { useWords } from "../../messages/language-context";
import { useNow } from "../../time/clock";
import type { RunStep } from "../../api/schema";
import { limitAt } from "./run-clock";
import { type Look, lookOf } from "./run-steps";
import styles from "./runs.module.css";

/** Shape, word and colour, so that none of them is needed alone. */
const SHAPES: Readonly<Record<Look, string>> = { waiting: "○", open: "▷", late: "▲", done: "✓", "done-late": "✓", skipped: "–" };

/** How a step stands, and its limit to the second while it is open. */
export function StepMark({ step, still }: { readonly step: RunStep; readonly still: boolean }) {
  const { t } = useWords();
  const now = useNow(1);
  const look = lookOf(step, now);
  const limit = step.due_at === null || still ? null : limitAt(step.due_at, now);
  const running = look === "open" || look === "late";
  return (
    <span className={`${styles.mark} ${look === "late" || look === "done-late" ? "late" : look === "open" ? "" : "quiet"}`} data-testid="step-mark" data-look={look}>
      <span>
        <span aria-hidden="true">{SHAPES[look]}</span> {t(`planRuns.look.${look}`)}
      </span>
      {running && limit !== null && (
        <span className="number" data-testid="step-clock" role="timer">
          {limit.late ? t("planRuns.overBy", { clock: limit.clock }) : t("planRuns.left", { clock: limit.clock })}
        </span>
      )}
      {look === "waiting" && step.within_s !== null && <span className="number">{t("planRuns.within", { n: Math.round(step.within_s / 6) / 10 })}</span>}
    </span>
  );
}
