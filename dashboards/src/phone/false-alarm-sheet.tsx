import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { useAlarmStep } from "../alarms/use-alarm-step";
import { keys } from "../api/keys";
import type { AlarmDetail, CallOut, WorkOrderDetail } from "../api/schema";
import { FileButton } from "../files/file-button";
import { PICTURES, upload } from "../files/upload";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";
import { Sheet } from "./sheet";
import { useAnswer } from "./use-calls";
import { useFalseEnd } from "./use-false-end";

const FIRE_CAUSES = ["cooking", "steam", "dust", "smoking", "insects", "faulty", "test"] as const;
const CAUSES = ["faulty", "work", "person", "test", "gone"] as const;

interface FalseAlarmSheetProps {
  readonly call: CallOut;
  readonly order: WorkOrderDetail;
  readonly alarm: AlarmDetail;
  readonly close: () => void;
}

/** Nothing is the matter: what set it off, as a chip, and a photo of it. A signal of fire needs both. */
export function FalseAlarmSheet({ call, order, alarm, close }: FalseAlarmSheetProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const fire = alarm.steps.includes("false_alarm");
  const step = useAlarmStep(alarm);
  const answer = useAnswer(call);
  const ended = useFalseEnd();
  const [cause, setCause] = useState<string | null>(null);
  const [photo, setPhoto] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const causes = fire ? FIRE_CAUSES.map((name) => t(`fire.cause.${name}`)) : CAUSES.map((name) => t(`phone.cause.${name}`));
  const add = useMutation({
    mutationFn: (file: File) => upload("work-orders", order.id, file),
    onSuccess: async ({ id, name }) => {
      setPhoto({ id, name });
      await client.invalidateQueries({ queryKey: keys.order(order.id) });
    },
    onError: tell,
  });
  const ready = cause !== null && (photo !== null || !fire);

  /** Rejects with what has been told; the sheet is closed then, for nothing that is told would be seen behind it. */
  async function finish() {
    if (cause === null) return;
    if (fire && photo !== null) await step.mutateAsync({ step: "false_alarm", cause, photo: photo.id });
    else {
      await answer.mutateAsync("false-alarm");
      await ended(order, cause);
    }
    close();
  }

  return (
    <Sheet title={t("phone.falseAlarm")} close={close}>
      <p>{t("phone.causeAsked")}</p>
      <div className={styles.results} role="group" aria-label={t("phone.causeAsked")}>
        {causes.map((name) => (
          <button key={name} type="button" className={styles.result} aria-pressed={name === cause} onClick={() => setCause(name)} data-testid="cause">
            {name}
          </button>
        ))}
      </div>
      <p className={styles.photo}>
        <FileButton accept={PICTURES} label={photo === null ? t("phone.photo") : t("phone.photoAgain")} busy={add.isPending} choose={(file) => add.mutate(file)} />
        <span className="quiet">{photo?.name ?? t(fire ? "phone.photoNeeded" : "phone.photoGood")}</span>
      </p>
      <button
        type="button"
        className={styles.next}
        disabled={!ready || step.isPending || answer.isPending}
        onClick={() => void finish().catch(close)}
        data-testid="false-alarm-ok"
      >
        {t("phone.falseAlarmOk")}
      </button>
    </Sheet>
  );
}
