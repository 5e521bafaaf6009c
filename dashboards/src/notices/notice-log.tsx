import type { NoticeEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./notices.module.css";

const WITH_WORDS: readonly string[] = ["reject", "reject-update", "withdraw"];

/** What happened to it, the newest first. */
export function NoticeLog({ entries }: { readonly entries: readonly NoticeEntry[] }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  return (
    <ol className={styles.rows} data-testid="notice-log">
      {[...entries].reverse().map((entry) => (
        <li key={`${entry.at}-${entry.step}`} className={styles.row}>
          <span className={`${styles.line} ${styles.spread}`}>
            <span>{t(`notice.step.${entry.step}`)}</span>
            <Moment at={entry.at} />
          </span>
          <span className="quiet">{entry.actor === "policy" ? t("notices.policy") : nameOf(entry.actor)}</span>
          {WITH_WORDS.includes(entry.step) && entry.note !== "" && <span>{entry.note}</span>}
        </li>
      ))}
    </ol>
  );
}
