import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";

/** Back to the page behind; the call waits on. */
export function LeaveCall({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  return (
    <button type="button" className={styles.tool} aria-label={t("phone.back")} title={t("phone.back")} onClick={close} data-testid="leave-call">
      <Icon name="close" />
    </button>
  );
}
