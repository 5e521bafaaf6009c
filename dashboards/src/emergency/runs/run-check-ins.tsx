import { Button } from "antd";

import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useMomentWords } from "../../time/use-moment-words";
import { CallState } from "../../whistles/call-state";
import styles from "./runs.module.css";
import type { WriteRun } from "./use-runs";
import { useWho } from "./use-who";

/** Which departments are in, which are awaited, which are late; one's own checks in here. */
export function RunCheckIns({ run, write }: { readonly run: PlanRunDetail; readonly write: WriteRun }) {
  const { t, text, word } = useWords();
  const who = useWho();
  const momentOf = useMomentWords();
  return (
    <section className={styles.part} aria-label={t("planRuns.checkIns")} data-testid="run-check-ins">
      <h2>{t("planRuns.checkIns")}</h2>
      {run.check_ins.length === 0 && <p className="quiet">{t("planRuns.checkInsNone")}</p>}
      <ul>
        {run.check_ins.map((call) => (
          <li key={call.department} className={styles.line} data-testid="run-check-in" data-department={call.department} data-state={call.state}>
            <span className={styles.between}>
              <strong>{word("department", call.department)}</strong>
              <CallState call={call} over={run.state !== "running"} />
            </span>
            {run.bring[call.department] !== undefined && call.checked_in_at === null && <span className="quiet">{text(run.bring[call.department] ?? { zh: "", en: "" })}</span>}
            {call.checked_in_at !== null && <span className="quiet">{t("whistles.checkedIn", { name: who(call.checked_in_by ?? ""), time: momentOf(call.checked_in_at) })}</span>}
            {run.may.check_in.includes(call.department) && (
              <Button
                size="middle"
                loading={write.isPending && write.variables.what === "check-in" && write.variables.department === call.department}
                onClick={() => write.mutate({ what: "check-in", department: call.department })}
                data-testid={`run-check-in-${call.department}`}
              >
                {t("whistles.checkIn", { department: word("department", call.department) })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
