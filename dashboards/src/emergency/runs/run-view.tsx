import { useRef } from "react";

import type { PlanRunDetail } from "../../api/schema";
import { useMedia } from "../../layout/use-media";
import { MySteps } from "./my-steps";
import { RunAlarms } from "./run-alarms";
import { RunCheckIns } from "./run-check-ins";
import { RunContacts } from "./run-contacts";
import { RunHead } from "./run-head";
import { RunLog } from "./run-log";
import { RunPeople } from "./run-people";
import { RunPhases } from "./run-phases";
import { RunPlace } from "./run-place";
import { RunTelemetry } from "./run-telemetry";
import styles from "./runs.module.css";
import { useRestOfScreen } from "./use-rest-of-screen";
import { useRunWrite } from "./use-runs";

/** The command page: on a wall everything in one screen, on a phone one's own next step first. */
export function RunView({ run }: { readonly run: PlanRunDetail }) {
  const write = useRunWrite(run);
  const place = useRef<HTMLElement>(null);
  useRestOfScreen(place);
  // On a wall each column scrolls by itself, with the keyboard too.
  const scrolls = useMedia("(min-width: 1600px) and (min-height: 800px)") ? 0 : undefined;
  return (
    <article ref={place} className={styles.view} data-testid="run-detail" data-run-id={run.id} data-state={run.state}>
      <RunHead run={run} write={write} />
      <div className={styles.columns}>
        <div className={`${styles.column} ${styles.stepsColumn}`} tabIndex={scrolls}>
          <MySteps run={run} write={write} />
          <RunPhases run={run} write={write} />
        </div>
        <div className={`${styles.column} ${styles.valuesColumn}`} tabIndex={scrolls}>
          <RunTelemetry run={run} />
          <RunPlace run={run} />
          <RunAlarms run={run} />
        </div>
        <div className={`${styles.column} ${styles.peopleColumn}`} tabIndex={scrolls}>
          <RunCheckIns run={run} write={write} />
          <RunContacts run={run} write={write} />
          <RunPeople run={run} />
        </div>
        <div className={`${styles.column} ${styles.logColumn}`} tabIndex={scrolls}>
          <RunLog run={run} write={write} />
        </div>
      </div>
    </article>
  );
}
