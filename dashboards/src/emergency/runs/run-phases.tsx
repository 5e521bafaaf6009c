import { useState } from "react";

import type { PlanRunDetail, RunPhase } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { isSettled, phaseAtWork } from "./run-steps";
import styles from "./runs.module.css";
import { StepRow } from "./step-row";
import type { WriteRun } from "./use-runs";

interface RunPhasesProps {
  readonly run: PlanRunDetail;
  readonly write: WriteRun;
}

/** Every step by phase; the phase at work stands open, the others open at a tap. */
export function RunPhases({ run, write }: RunPhasesProps) {
  const { t } = useWords();
  const atWork = phaseAtWork(run);
  return (
    <section className={styles.part} aria-label={t("planRuns.steps")} data-testid="run-phases">
      <h2>{t("planRuns.steps")}</h2>
      {run.phases.map((phase, index) => (
        <Phase key={phase.key} run={run} phase={phase} number={index + 1} atWork={phase.key === atWork} write={write} />
      ))}
    </section>
  );
}

interface PhaseProps extends RunPhasesProps {
  readonly phase: RunPhase;
  readonly number: number;
  readonly atWork: boolean;
}

function Phase({ run, phase, number, atWork, write }: PhaseProps) {
  const { t, text } = useWords();
  const [chosen, setChosen] = useState<boolean | null>(null);
  const settled = phase.steps.filter(isSettled).length;
  return (
    <details
      className={styles.phase}
      open={chosen ?? atWork}
      onToggle={(event) => {
        // The browser tells this too when the phase opens by itself: that is nobody's choice.
        if (event.currentTarget.open !== (chosen ?? atWork)) setChosen(event.currentTarget.open);
      }}
      data-testid="run-phase"
      data-phase={phase.key}
      data-over={phase.over}
    >
      <summary>
        <strong>
          {number}. {text(phase.name)}
        </strong>{" "}
        <span className="quiet">
          {t("planRuns.of", { n: settled, all: phase.steps.length })}
          {" · "}
          {t(phase.over ? "planRuns.phaseOver" : phase.opened_at === null ? "planRuns.phaseWaiting" : "planRuns.phaseOpen")}
        </span>
      </summary>
      <ul className={styles.steps}>
        {phase.steps.map((step) => (
          <StepRow key={step.key} run={run} step={step} write={write} />
        ))}
      </ul>
    </details>
  );
}
