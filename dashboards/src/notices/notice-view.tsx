import { Card } from "antd";
import { Link } from "react-router";

import type { NoticeDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "../work-orders/order-view.module.css";
import { usePersonName } from "../work-orders/use-people";
import { DeliveryCard } from "./delivery-card";
import { NoticeState } from "./notice-card";
import { NoticeForm } from "./notice-form";
import { NoticeLog } from "./notice-log";
import { NoticeSteps } from "./notice-steps";
import { NoticeWords } from "./notice-words";
import ownStyles from "./notices.module.css";
import { PageCard } from "./page-card";
import { UnitsCard } from "./units-card";
import { UpdatesCard } from "./updates-card";

/** One notice: what can be done first, then what it says and to whom, then what came of it. */
export function NoticeView({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const nameOf = usePersonName();
  const nameOfActor = (actor: string) => (actor === "policy" ? t("notices.policy") : nameOf(actor));
  const why = notice.state === "withdrawn" ? "notices.withdrawnWhy" : "notices.sentBack";
  return (
    <article className={styles.view} data-testid="notice-detail" data-notice-id={notice.id} data-state={notice.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <NoticeState notice={notice} />
          <span>{t(`notice.kind.${notice.kind}`)}</span>
          <span className="quiet number">{notice.number}</span>
        </div>
        <h1>{text(notice.title)}</h1>
        <p className={`quiet ${ownStyles.line}`}>
          <span>{t("notices.by", { name: nameOfActor(notice.written_by) })}</span>
          <Moment at={notice.written_at} />
          {notice.approved_by !== null && <span>{t("notices.approvedBy", { name: nameOfActor(notice.approved_by) })}</span>}
          {notice.order_id !== null && <Link to={`/work-orders/${notice.order_id}`}>{t("notices.aboutOrder", { number: notice.order_number ?? "" })}</Link>}
          {notice.incident_id !== null && <Link to={`/incidents/${notice.incident_id}`}>{t("notices.aboutIncident")}</Link>}
          {notice.alarm_id !== null && <Link to={`/alarms/${notice.alarm_id}`}>{t("notices.aboutAlarm")}</Link>}
        </p>
      </header>
      <NoticeSteps notice={notice} />
      {notice.words !== "" && (
        <p className={ownStyles.said} data-testid="notice-why">
          {t(why, { words: notice.words })}
        </p>
      )}
      {notice.matter_over_at !== null && notice.ended_at === null && <p className={ownStyles.said}>{t("notices.matterOver")}</p>}
      {notice.may.change ? (
        <NoticeForm key={notice.version} notice={notice} />
      ) : (
        <div className={styles.columns}>
          <div className={styles.column}>
            <NoticeWords notice={notice} />
            <UpdatesCard notice={notice} />
          </div>
          <div className={styles.column}>
            <UnitsCard notice={notice} />
            <DeliveryCard notice={notice} />
            <PageCard notice={notice} />
            <Card size="small" title={t("notices.log")}>
              <NoticeLog entries={notice.log} />
            </Card>
          </div>
        </div>
      )}
    </article>
  );
}
