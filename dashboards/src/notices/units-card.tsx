import { Card } from "antd";

import type { NoticeDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";
import styles from "./notices.module.css";

/** Whom it concerns, how many, and why these. */
export function UnitsCard({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const momentWords = useMomentWords();
  const reasons = [...new Set(notice.units.map(({ reason }) => text(reason)))];
  return (
    <Card size="small" title={t("notices.who")} data-testid="notice-units">
      <ul className={styles.rows}>
        <li className={styles.row}>
          <span>{text(notice.place)}</span>
          <span className="quiet">{t("notices.units", { n: notice.unit_count })}</span>
        </li>
        {reasons.map((reason) => (
          <li key={reason} className={styles.row}>
            <span className="quiet">{reason}</span>
          </li>
        ))}
        {notice.since !== null && (
          <li className={styles.row}>
            {t("notices.since")}: {momentWords(notice.since)}
          </li>
        )}
        <li className={styles.row}>
          {t("notices.until")}: {notice.until === null ? t("notices.untilOpen") : momentWords(notice.until)}
        </li>
      </ul>
    </Card>
  );
}
