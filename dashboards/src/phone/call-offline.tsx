import { useWords } from "../messages/language-context";
import { useQueue, useReach } from "../offline/use-offline";
import styles from "./alarm-call.module.css";

/** Says in the basement that what is pressed is kept, and is told as soon as there is a network. */
export function CallOffline() {
  const { t } = useWords();
  const { waiting } = useQueue();
  const { lostSince } = useReach();
  if (lostSince === null && waiting.length === 0) return null;
  const says = [lostSince !== null && t("offline.bar.offline"), waiting.length > 0 && t("offline.bar.waiting", { n: waiting.length })].filter((part) => part !== false);
  return (
    <p className={styles.offline} role="status" data-testid="call-offline" data-waiting={waiting.length}>
      {says.join(t("list.comma"))}
    </p>
  );
}
