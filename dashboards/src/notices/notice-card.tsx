import { Link } from "react-router";

import type { Notice } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "./notices.module.css";

/** How it stands, in a line. */
export function NoticeState({ notice }: { readonly notice: Notice }) {
  const { t } = useWords();
  return (
    <>
      <strong data-testid="notice-state">{t(`notice.state.${notice.state}`)}</strong>
      {notice.realm !== "live" && <span className="late">{t("notices.drill")}</span>}
      {notice.waits && notice.state !== "submitted" && <span className="late">{t("notices.updateWaits")}</span>}
      {notice.approval_late && notice.waits && <span className="late">{t("notices.late")}</span>}
      {notice.overdue && <span className="late">{t("notices.overdue")}</span>}
    </>
  );
}

/** What came of its messages, all channels together. */
export function NoticeSums({ notice }: { readonly notice: Notice }) {
  const { t } = useWords();
  const sum = (name: "queued" | "sent" | "failed") => notice.counts.reduce((total, each) => total + each[name], 0);
  if (notice.counts.length === 0) return null;
  return (
    <span className={`quiet ${styles.line}`}>
      <span>{t("notices.sent", { n: sum("sent") })}</span>
      {sum("queued") > 0 && <span>{t("notices.queued", { n: sum("queued") })}</span>}
      {sum("failed") > 0 && <span className="late">{t("notices.failed", { n: sum("failed") })}</span>}
    </span>
  );
}

export function NoticeCards({ notices }: { readonly notices: readonly Notice[] }) {
  const { t, text } = useWords();
  return (
    <ul className={styles.list}>
      {notices.map((notice) => (
        <li key={notice.id}>
          <Link to={`/notices/${notice.id}`} className={styles.card} data-testid="notice-card" data-notice-id={notice.id} data-state={notice.state}>
            <span className={styles.line}>
              <NoticeState notice={notice} />
            </span>
            <span>{text(notice.title)}</span>
            <span className={`quiet ${styles.line}`}>
              <span>{t(`notice.kind.${notice.kind}`)}</span>
              <span>{t("notices.units", { n: notice.unit_count })}</span>
              <Moment at={notice.published_at ?? notice.written_at} />
              <span className="number">{notice.number}</span>
            </span>
            <NoticeSums notice={notice} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
