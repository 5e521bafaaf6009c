import { Card } from "antd";

import type { AlarmDetail } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { AlarmActions } from "./alarm-actions";
import { AlarmFacts } from "./alarm-facts";
import { AlarmHistory } from "./alarm-history";
import { AlarmState } from "./alarm-state";
import { AlarmTrend } from "./alarm-trend";
import styles from "./alarm-view.module.css";
import { SimilarAlarms } from "./similar-alarms";

/** Everything about one alarm: what and where first, then what to do, then why. */
export function AlarmView({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t, text } = useWords();
  const assets = useAssetNames();
  return (
    <article className={styles.view} data-testid="alarm-detail" data-alarm-id={alarm.id} data-state={alarm.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} />
          <AlarmState alarm={alarm} />
          <span className="quiet">
            <Age at={alarm.raised_at} />
          </span>
        </div>
        <h2>{text(alarm.message)}</h2>
        <p className="quiet">{assets.place(alarm.site, alarm.asset)}</p>
      </header>
      <AlarmActions alarm={alarm} />
      <AlarmFacts alarm={alarm} />
      {alarm.point !== null && (
        <Card size="small" title={t("alarms.trend")}>
          <AlarmTrend alarm={alarm} point={alarm.point} />
        </Card>
      )}
      <Card size="small" title={t("alarms.history")}>
        <AlarmHistory entries={alarm.history} />
      </Card>
      <Card size="small" title={t("alarms.similar")}>
        <SimilarAlarms alarm={alarm} />
      </Card>
    </article>
  );
}
