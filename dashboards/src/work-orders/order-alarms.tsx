import { Skeleton } from "antd";
import { Link } from "react-router";

import { AlarmState } from "../alarms/alarm-state";
import { useAlarm } from "../alarms/use-alarm";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import styles from "./order-alarms.module.css";

/** The alarms that an order answers for. */
export function OrderAlarms({ ids }: { readonly ids: readonly string[] }) {
  return (
    <ul className={styles.list}>
      {ids.map((id) => (
        <OrderAlarm key={id} id={id} />
      ))}
    </ul>
  );
}

function OrderAlarm({ id }: { readonly id: string }) {
  const { t, text } = useWords();
  const { data: alarm, isError } = useAlarm(id);
  if (alarm === undefined) {
    return (
      <li>
        {isError ? (
          <span className="quiet">
            {t("problem.notFound")} · {id}
          </span>
        ) : (
          <Skeleton active paragraph={false} />
        )}
      </li>
    );
  }
  return (
    <li>
      <SeverityMark severity={alarm.severity} wordless blinks={alarm.state === "unacknowledged"} />
      <Link to={`/alarms/${id}`} className={styles.what} data-testid="order-alarm" data-alarm-id={id}>
        {text(alarm.message)}
      </Link>
      <AlarmState alarm={alarm} />
      <span className="quiet">
        <Age at={alarm.raised_at} />
      </span>
    </li>
  );
}
