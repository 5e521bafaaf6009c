import { Skeleton } from "antd";

import type { Alarm, WorkOrder } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { usePersonName } from "../work-orders/use-people";
import { unseen } from "./spoken";
import styles from "./wall.module.css";

/** As many as can be read across a room. */
const SHOWN = 7;

interface WallAlarmsProps {
  /** The worst first; `undefined` until they are known. */
  readonly alarms: readonly Alarm[] | undefined;
  readonly orders: ReadonlyMap<string, WorkOrder>;
  /** `null`: who has signed in here may not acknowledge. */
  readonly ask: ((alarm: Alarm) => void) | null;
}

/** What is wrong, where, since when, who is on it. */
export function WallAlarms({ alarms, orders, ask }: WallAlarmsProps) {
  const { t } = useWords();
  if (alarms === undefined) return <Skeleton active paragraph={{ rows: 8 }} />;
  if (alarms.length === 0) {
    return (
      <div className={styles.calm} data-testid="wall-calm">
        <strong>{t("overview.calm")}</strong>
      </div>
    );
  }
  return (
    <>
      <ul className={styles.alarms}>
        {alarms.slice(0, SHOWN).map((alarm) => (
          <WallAlarm key={alarm.id} alarm={alarm} order={alarm.work_order_id === null ? undefined : orders.get(alarm.work_order_id)} ask={ask} />
        ))}
      </ul>
      {alarms.length > SHOWN && (
        <p className={styles.more} data-testid="wall-more">
          {t("wall.more", { n: alarms.length - SHOWN, unseen: alarms.slice(SHOWN).filter(unseen).length })}
        </p>
      )}
    </>
  );
}

interface WallAlarmProps {
  readonly alarm: Alarm;
  readonly order: WorkOrder | undefined;
  readonly ask: ((alarm: Alarm) => void) | null;
}

function WallAlarm({ alarm, order, ask }: WallAlarmProps) {
  const { t, text, word } = useWords();
  const assets = useAssetNames();
  const nameOf = usePersonName();
  const waits = unseen(alarm);
  const who =
    order === undefined
      ? word("alarm.state", alarm.state)
      : order.assignee === null
        ? t("overview.nobodyYet", { department: word("department", order.department) })
        : `${nameOf(order.assignee)} · ${word("order.state", order.state)}`;
  return (
    <li className={`${styles.alarm} ${waits ? styles.waits : ""}`} data-testid="wall-alarm" data-alarm-id={alarm.id} data-state={alarm.state} data-severity={alarm.severity}>
      <SeverityMark severity={alarm.severity} blinks={waits} />
      <div className={styles.what}>
        <strong>{text(alarm.message)}</strong>
        <span className="quiet">{assets.place(alarm.site, alarm.asset)}</span>
      </div>
      <div className={styles.who}>
        <span>{who}</span>
        <Age at={alarm.raised_at} />
      </div>
      {waits && ask !== null && (
        <button type="button" className={styles.see} onClick={() => ask(alarm)} data-testid="wall-acknowledge" aria-label={`${t("wall.acknowledge")}: ${text(alarm.message)}`}>
          {t("wall.acknowledge")}
        </button>
      )}
    </li>
  );
}
