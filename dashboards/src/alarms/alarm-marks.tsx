import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./alarm-marks.module.css";

/** What is worth knowing of an alarm besides its state: the first of its incident, or that it comes and goes. */
export function AlarmMarks({ alarm }: { readonly alarm: Pick<Alarm, "first_out" | "chattering"> }) {
  const { t } = useWords();
  return (
    <>
      {alarm.first_out && (
        <span className={styles.mark} title={t("alarms.firstOutHint")} data-testid="first-out">
          {t("alarms.firstOut")}
        </span>
      )}
      {alarm.chattering && (
        <span className={styles.mark} title={t("alarms.chatteringHint")} data-testid="chattering">
          {t("alarms.chattering")}
        </span>
      )}
    </>
  );
}
