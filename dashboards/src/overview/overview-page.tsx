import { Card, Skeleton } from "antd";
import { Link } from "react-router";

import { UnansweredNotice } from "../call-outs/unanswered-notice";
import { FloodNotice } from "../incidents/flood-notice";
import { IncidentsNow } from "../incidents/incidents-now";
import { looseAlarms } from "../incidents/loose-alarms";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { PhoneCodeCard } from "../phone/phone-code-card";
import { GapNotice } from "../rota/gap-notice";
import { useHere } from "../sites/site-context";
import { ActiveAlarms } from "./active-alarms";
import { FirstSteps } from "./first-steps";
import { IngestStates } from "./ingest-states";
import { LateOrders } from "./late-orders";
import { LoadMatrix } from "./load-matrix";
import styles from "./overview-page.module.css";
import { PermitsCard } from "./permits-card";
import { QuarantineCount } from "./quarantine-count";
import { SeverityCounts } from "./severity-counts";
import { SiteLoads } from "./site-loads";
import { useOverview } from "./use-overview";

/** What is wrong now, who is on it, what is late. Calm when nothing is. */
export default function OverviewPage() {
  const { t } = useWords();
  const { site } = useHere();
  const { data: overview, error, refetch } = useOverview();
  if (overview === undefined) return error === null ? <Skeleton active paragraph={{ rows: 12 }} /> : <Failure error={error} retry={() => void refetch()} />;
  if (site.counts.devices === 0) return <FirstSteps />;
  const flood = overview.flood[site.id] ?? null;
  const loose = looseAlarms(overview.alarms);
  return (
    <Page title={t("overview.title")}>
      <GapNotice />
      <UnansweredNotice />
      <SiteLoads />
      <SeverityCounts overview={overview} />
      <Card size="small" title={t("overview.where")}>
        <LoadMatrix places={overview.by_place} />
      </Card>
      <div className={styles.columns}>
        <Card size="small" title={t("overview.wrongNow")} className={styles.wide}>
          {flood === null ? (
            <ActiveAlarms alarms={overview.alarms} />
          ) : (
            <div className={styles.column}>
              <FloodNotice flood={flood} flat={false} />
              <IncidentsNow />
              {loose.length > 0 && <ActiveAlarms alarms={loose} />}
            </div>
          )}
          {overview.long_standing > 0 && (
            <p>
              <Link to="/alarms?long_standing=true" data-testid="long-standing">
                {t("overview.longStanding", { n: overview.long_standing })}
              </Link>
            </p>
          )}
        </Card>
        <div className={styles.column}>
          <Card size="small" title={t("overview.late", { n: overview.late_total })}>
            <LateOrders orders={overview.late} total={overview.late_total} to="/work-orders?view=table&overdue=true" none={t("overview.noneLate")} />
          </Card>
          <Card size="small" title={t("overview.unaccepted", { n: overview.unaccepted_total })}>
            <LateOrders
              orders={overview.unaccepted}
              total={overview.unaccepted_total}
              to="/work-orders?view=table&state=dispatched"
              none={t("overview.noneUnaccepted")}
            />
          </Card>
          <PermitsCard />
          <PhoneCodeCard />
          <Card size="small" title={t("overview.data")}>
            <IngestStates states={overview.ingest} />
            <QuarantineCount />
          </Card>
        </div>
      </div>
    </Page>
  );
}
