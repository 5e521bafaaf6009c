import { Card } from "antd";

import type { NoticeDetail } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { useWords } from "../messages/language-context";
import styles from "./notices.module.css";

/** How many messages each channel has sent; before it is out, how many there would be. */
export function DeliveryCard({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const chosen = notice.reach.filter((way) => way.chosen);
  const titleOf = (name: string) => text(notice.reach.find(({ channel }) => channel === name)?.title ?? { zh: name, en: name });
  return (
    <Card
      size="small"
      title={t("notices.deliveries")}
      extra={notice.counts.length > 0 && <ExportButton path={`/api/v1/notices/${notice.id}/deliveries`} query={{}} name={`notice-${notice.number}`} />}
      data-testid="notice-deliveries"
    >
      <ul className={styles.rows}>
        {notice.counts.map((count) => (
          <li key={count.channel} className={styles.row} data-testid={`delivery-${count.channel}`} data-sent={count.sent} data-queued={count.queued} data-failed={count.failed}>
            <span>{titleOf(count.channel)}</span>
            <span className={`quiet ${styles.line}`}>
              <span>{t("notices.sent", { n: count.sent })}</span>
              {count.queued > 0 && <span>{t("notices.queued", { n: count.queued })}</span>}
              {count.failed > 0 && <span className="late">{t("notices.failed", { n: count.failed })}</span>}
              {count.cancelled > 0 && <span>{t("notices.cancelled", { n: count.cancelled })}</span>}
            </span>
          </li>
        ))}
        {notice.counts.length === 0 &&
          chosen.map((way) => (
            <li key={way.channel} className={styles.row}>
              <span className={`${styles.line} ${styles.spread}`}>
                <span>{text(way.title)}</span>
                <span className="quiet">{t("notices.messages", { n: way.messages })}</span>
              </span>
            </li>
          ))}
      </ul>
      {notice.counts.length === 0 && <p className="quiet">{chosen.length === 0 ? t("notices.always") : t("notices.deliveriesNone")}</p>}
    </Card>
  );
}
