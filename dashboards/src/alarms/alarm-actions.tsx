import { Button } from "antd";
import { useState } from "react";

import type { AlarmDetail } from "../api/schema";
import styles from "../layout/actions.module.css";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import { WaitingHere } from "../offline/waiting-list";
import { LinkButton } from "../layout/link-button";
import { ConfirmFireButton } from "./confirm-fire-button";
import { ResetDialog } from "./reset-dialog";
import { ShelveDialog } from "./shelve-dialog";
import { useAlarmStep } from "./use-alarm-step";

/** What may be done to the alarm now, as the server says; acknowledging is the one primary button, unless it may burn. */
export function AlarmActions({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t } = useWords();
  const step = useAlarmStep(alarm);
  const [dialog, setDialog] = useState<"shelve" | "reset" | null>(null);
  const may = (name: AlarmDetail["steps"][number]) => alarm.steps.includes(name);
  const acknowledges = may("acknowledge") && !alarm.acknowledged;
  const acknowledge = () => step.mutate({ step: "acknowledge" });
  useKey("a", acknowledges && !step.isPending ? acknowledge : null);
  const asked = alarm.verification?.state === "waiting" || alarm.verification?.state === "confirmed";
  // Whoever has to look whether it burns has a more urgent button.
  const looks = alarm.verification?.state === "waiting" && (may("confirm_fire") || may("false_alarm"));
  const busy = step.isPending ? step.variables.step : null;

  return (
    <>
      <div className={styles.actions}>
        {acknowledges && (
          <Button type={looks ? "default" : "primary"} size="large" loading={busy === "acknowledge"} onClick={acknowledge} data-testid="acknowledge">
            {/* Where a fire can be confirmed, 确认 alone could be taken for that. */}
            {t(alarm.verification !== null || may("confirm_fire") ? "fire.seen" : "alarms.acknowledge")}
          </Button>
        )}
        {alarm.work_order_id !== null && (
          <LinkButton to={`/work-orders/${alarm.work_order_id}`} testId="alarm-order">
            {t("alarms.openOrder")}
          </LinkButton>
        )}
        {may("unshelve") && (
          <Button loading={busy === "unshelve"} onClick={() => step.mutate({ step: "unshelve" })} data-testid="unshelve">
            {t("alarms.unshelve")}
          </Button>
        )}
        {may("shelve") && (
          <Button onClick={() => setDialog("shelve")} data-testid="shelve">
            {t("alarms.shelve")}
          </Button>
        )}
        {may("reset") && (
          <Button onClick={() => setDialog("reset")} data-testid="reset">
            {t("alarms.reset")}
          </Button>
        )}
        {!asked && <ConfirmFireButton alarm={alarm} />}
        <ShelveDialog
          critical={alarm.severity === "critical"}
          open={dialog === "shelve"}
          close={() => setDialog(null)}
          shelve={async (given) => {
            await step.mutateAsync({ step: "shelve", ...given });
          }}
        />
        <ResetDialog
          open={dialog === "reset"}
          close={() => setDialog(null)}
          reset={async (given) => {
            await step.mutateAsync({ step: "reset", ...given });
          }}
        />
      </div>
      <WaitingHere order={alarm} />
    </>
  );
}
