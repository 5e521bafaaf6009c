import { Card } from "antd";

import type { AlarmDetail } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { CallOutsCard } from "../call-outs/call-outs-card";
import { DrillMark } from "../drills/drill-mark";
import { SopCard } from "../knowledge/sop-card";
import { useWords } from "../messages/language-context";
import { PlaceCard } from "../plans/place-card";
import { SeverityMark } from "../severity/severity-mark";
import { Age } from "../time/age";
import { AlarmActions } from "./alarm-actions";
import { AlarmFacts } from "./alarm-facts";
import { AlarmHistory } from "./alarm-history";
import { AlarmMarks } from "./alarm-marks";
import { AlarmState } from "./alarm-state";
import { AlarmTrend } from "./alarm-trend";
import styles from "./alarm-view.module.css";
import { FeedingCard } from "./feeding-card";
import { RespondBy } from "./respond-by";
import { SimilarAlarms } from "./similar-alarms";
import { VerificationCard } from "./verification-card";

/** Everything about one alarm: what and where first, then what to do, then why. */
export function AlarmView({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t, text } = useWords();
  const assets = useAssetNames();
  return (
    <article className={styles.view} data-testid="alarm-detail" data-alarm-id={alarm.id} data-state={alarm.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <SeverityMark severity={alarm.severity} blinks={alarm.state === "unacknowledged"} />
          <DrillMark drill={alarm.drill_id} />
          <AlarmMarks alarm={alarm} />
          <AlarmState alarm={alarm} />
          <span className="quiet">
            <Age at={alarm.raised_at} />
          </span>
          <RespondBy alarm={alarm} />
        </div>
        <h2>{text(alarm.message)}</h2>
        <p className="quiet">{assets.place(alarm.site, alarm.asset)}</p>
      </header>
      {alarm.verification !== null && <VerificationCard alarm={alarm} verification={alarm.verification} />}
      <AlarmActions alarm={alarm} />
      {alarm.sop !== null && <SopCard id={alarm.sop} lead={alarm.department} />}
      <CallOutsCard alarm={alarm.id} />
      <PlaceCard site={alarm.site} asset={alarm.asset} />
      <AlarmFacts alarm={alarm} />
      {alarm.point !== null && (
        <Card size="small" title={t("alarms.trend")}>
          <AlarmTrend alarm={alarm} point={alarm.point} />
        </Card>
      )}
      <FeedingCard alarm={alarm} />
      <Card size="small" title={t("alarms.history")}>
        <AlarmHistory entries={alarm.history} />
      </Card>
      <Card size="small" title={t("alarms.similar")}>
        <SimilarAlarms alarm={alarm} />
      </Card>
    </article>
  );
}
