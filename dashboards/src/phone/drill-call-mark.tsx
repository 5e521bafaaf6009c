import { useWords } from "../messages/language-context";
import styles from "./drill-call-mark.module.css";

/** A call of a drill: striped at its edge, and said in so many words. With the call, not later: nobody may take it for real. */
export function DrillCallMark() {
  const { t } = useWords();
  return (
    <>
      <div className={styles.edge} aria-hidden="true" data-testid="call-drill-frame" />
      <p className={styles.words} data-testid="call-drill">
        {t("phone.drill")}
      </p>
    </>
  );
}
