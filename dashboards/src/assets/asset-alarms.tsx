import { Skeleton } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import { type AlarmFilter, anyAlarm } from "../alarms/alarm-filter";
import { AlarmState } from "../alarms/alarm-state";
import { useAlarms } from "../alarms/use-alarms";
import type { AssetDetail } from "../api/schema";
import { useReleased } from "../live/use-released";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Moment } from "../time/moment";
import styles from "./asset-page.module.css";

const SHOWN = 8;

/** The last alarms of an asset, over or not. */
export function AssetAlarms({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const filter = useMemo<AlarmFilter>(() => ({ ...anyAlarm(asset.site), asset: asset.id }), [asset.site, asset.id]);
  const { list, release } = useAlarms(filter);
  useReleased(list, release);
  if (list === undefined) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  if (list.items.length === 0) return <p className="quiet">{t("assets.noAlarms")}</p>;
  return (
    <>
      <ul className={styles.rows}>
        {list.items.slice(0, SHOWN).map((alarm) => (
          <li key={alarm.id}>
            <SeverityMark severity={alarm.severity} wordless blinks={alarm.state === "unacknowledged"} />
            <Link to={`/alarms/${alarm.id}`} className={styles.grow}>
              {text(alarm.message)}
            </Link>
            <AlarmState alarm={alarm} />
            <span className="quiet">
              <Moment at={alarm.raised_at} />
            </span>
          </li>
        ))}
      </ul>
      {list.items.length > SHOWN && <Link to={`/alarms?state=any&asset=${encodeURIComponent(asset.id)}`}>{t("list.all")}</Link>}
    </>
  );
}
