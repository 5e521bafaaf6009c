import { Button, Modal, Popconfirm } from "antd";

import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./rota.module.css";
import { useCalendars, useRotaWrite } from "./use-rota";

/** Addresses under which a phone's calendar shows my shifts; each can be ended. */
export function CalendarsDialog({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useWords();
  const { site } = useHere();
  const lead = useMay("arrange_duty");
  const { data: feeds = [] } = useCalendars();
  const write = useRotaWrite();
  return (
    <Modal open={open} onCancel={close} footer={null} title={t("rota.subscribe")} destroyOnHidden>
      <p className="quiet">{t("rota.subscribeWhat")}</p>
      <ul className={styles.list}>
        {feeds.map((feed) => (
          <li key={feed.id} className={styles.card} data-testid="calendar-feed">
            <strong>{feed.site === null ? t("rota.mine") : t("rota.cover")}</strong>
            {feed.path === null ? <span className="quiet">{t("rota.addressGone")}</span> : <span className={styles.address}>{location.origin + feed.path}</span>}
            <div className={styles.line}>
              <span className="quiet">{feed.used_at === null ? t("rota.neverRead") : t("rota.readAt")}</span>
              {feed.used_at !== null && <Moment at={feed.used_at} />}
              <Popconfirm title={t("rota.endCalendarSure")} okText={t("rota.end")} cancelText={t("rota.keep")} onConfirm={() => write.mutate({ kind: "end-calendar", id: feed.id })}>
                <Button size="small" data-testid="end-calendar">
                  {t("rota.end")}
                </Button>
              </Popconfirm>
            </div>
          </li>
        ))}
      </ul>
      <div className={styles.actions} style={{ marginTop: 12 }}>
        <Button type="primary" loading={write.isPending} onClick={() => write.mutate({ kind: "calendar", site: null })} data-testid="new-calendar">
          {t("rota.newCalendar")}
        </Button>
        {lead && (
          <Button loading={write.isPending} onClick={() => write.mutate({ kind: "calendar", site: site.id })}>
            {t("rota.newCover")}
          </Button>
        )}
      </div>
    </Modal>
  );
}
