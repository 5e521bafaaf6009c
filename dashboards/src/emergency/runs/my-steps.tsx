import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { mySteps } from "./run-steps";
import styles from "./runs.module.css";
import { StepRow } from "./step-row";
import type { WriteRun } from "./use-runs";

/** What I do next: one step with one large button, the others of my posts behind it. */
export function MySteps({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t, text } = useWords();
  if (run.state !== "running" || !run.may.take_step) return null;
  const [first, ...others] = mySteps(run);
  const isMine = run.posts.some(({ mine }) => mine);
  if (first === undefined) return isMine ? <p className={`quiet ${styles.part}`}>{t("planRuns.mineNone")}</p> : null;
  return (
    <section className={`${styles.part} ${styles.mine}`} aria-label={t("planRuns.mine")} data-testid="my-steps">
      <h2>{t("planRuns.mine")}</h2>
      <ul className={styles.steps}>
        <StepRow key={first.key} run={run} step={first} write={write} next />
      </ul>
      {others.length > 0 && (
        <p className="quiet">
          {t("planRuns.thenMine")} {others.map((step) => text(step.title)).join(t("list.comma"))}
        </p>
      )}
    </section>
  );
}
