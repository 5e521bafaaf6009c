import { Button } from "antd";
import { useState } from "react";

import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { CommandDialog } from "./command-dialog";
import { FalseAlarmDialog } from "./false-alarm-dialog";
import styles from "./runs.module.css";
import type { WriteRun } from "./use-runs";
import { WordsDialog } from "./words-dialog";

type Asking = "decline" | "stand-down" | "false-alarm" | "hand-over";

/** Start it or say that it is not needed; take command, hand it over, stand down, false alarm. */
export function RunDecisions({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t } = useWords();
  const { me } = useHere();
  const [asking, setAsking] = useState<Asking | null>(null);
  const { may } = run;
  const close = () => setAsking(null);
  const left = run.steps_all - run.steps_settled;
  if (!may.start && !may.command && !may.stand_down && !may.false_alarm) return null;
  return (
    <div className={styles.decisions}>
      {may.start && (
        <Button type="primary" danger size="large" loading={write.isPending && write.variables.what === "start"} onClick={() => write.mutate({ what: "start" })} data-testid="run-start">
          {t("planRuns.start")}
        </Button>
      )}
      {may.decline && (
        <Button size="large" onClick={() => setAsking("decline")} data-testid="run-decline">
          {t("planRuns.decline")}
        </Button>
      )}
      {may.stand_down && (
        <Button type="primary" size="large" onClick={() => setAsking("stand-down")} data-testid="run-stand-down">
          {t("planRuns.standDown")}
        </Button>
      )}
      {may.command && run.commander !== me.username && (
        <Button type={may.stand_down ? "default" : "primary"} size="large" onClick={() => write.mutate({ what: "take-command", to: null })} data-testid="take-command">
          {t("planRuns.takeCommand")}
        </Button>
      )}
      {may.command && run.commander === me.username && (
        <Button size="large" onClick={() => setAsking("hand-over")} data-testid="hand-command-over">
          {t("planRuns.handOver")}
        </Button>
      )}
      {may.false_alarm && (
        <Button size="large" onClick={() => setAsking("false-alarm")} data-testid="run-false-alarm">
          {t("planRuns.falseAlarm")}
        </Button>
      )}
      {asking === "decline" && (
        <WordsDialog
          title={t("planRuns.decline")}
          hint={t("planRuns.declineHint")}
          label={t("planRuns.reason")}
          close={close}
          take={async (reason) => {
            await write.mutateAsync({ what: "decline", reason });
          }}
        />
      )}
      {asking === "stand-down" && (
        <WordsDialog
          title={t("planRuns.standDown")}
          hint={left > 0 ? t("planRuns.standDownLeft", { n: left }) : t("planRuns.standDownHint")}
          label={t("planRuns.outcome")}
          ends
          close={close}
          take={async (outcome) => {
            await write.mutateAsync({ what: "stand-down", outcome });
          }}
        />
      )}
      {asking === "false-alarm" && <FalseAlarmDialog run={run} write={write} close={close} />}
      {asking === "hand-over" && <CommandDialog run={run} write={write} close={close} />}
    </div>
  );
}
