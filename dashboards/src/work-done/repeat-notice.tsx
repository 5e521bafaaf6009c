import { Link } from "react-router";

import type { WorkDoneOut } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./work-done.module.css";

/** Says that this fault has been here before, or has come again. */
export function RepeatNotice({ work }: { readonly work: WorkDoneOut }) {
  const { t, word } = useWords();
  const { repeat_of: before, repeated_by: after } = work;
  if (before === null && after.length === 0) return null;
  return (
    <div className={styles.repeat} data-testid="repeat-notice">
      {before !== null && (
        <p>
          <strong>{t("workDone.repeat")}</strong> {before.cause === null ? t("workDone.sameAlarm") : word("workDone.cause", before.cause)} · {t("workDone.before")}{" "}
          <Link to={`/work-orders/${before.order_id}`} data-testid="repeat-of">
            {before.number}
          </Link>
        </p>
      )}
      {after.length > 0 && (
        <p>
          <strong>{t("workDone.cameAgain")}</strong>{" "}
          {after.map((other) => (
            <Link key={other.order_id} to={`/work-orders/${other.order_id}`} className={styles.number} data-testid="repeated-by">
              {other.number}
            </Link>
          ))}
        </p>
      )}
    </div>
  );
}
