import { Empty, Skeleton } from "antd";
import { Link } from "react-router";

import type { ServiceClock } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useMomentWords } from "../time/use-moment-words";
import styles from "../whistles/whistles.module.css";
import { useServiceDue } from "./use-visits";
import { VisitTabs } from "./visit-tabs";

/** What has to be maintained next: the overdue first, what nobody knows of last. */
export default function ServiceDuePage() {
  const { t } = useWords();
  const { site } = useHere();
  const { data: clocks, error, refetch } = useServiceDue(site.id);
  return (
    <Page title={t("visits.service")} actions={<ExportButton path="/api/v1/service-due" query={{ site: site.id }} name="service-due" />}>
      <VisitTabs />
      <p className="quiet">{t("visits.serviceHint")}</p>
      {clocks === undefined && (error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : <Failure error={error} retry={() => void refetch()} />)}
      {clocks?.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("visits.noClocks")} />}
      <ul className={styles.list}>
        {(clocks ?? []).map((clock) => (
          <li key={clock.asset}>
            <ServiceCard clock={clock} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function ServiceCard({ clock }: { readonly clock: ServiceClock }) {
  const { t, text } = useWords();
  const moment = useMomentWords();
  return (
    <Link to={`/assets/${clock.asset}`} className={cardStyles.card} data-testid="service-row" data-asset={clock.asset} data-overdue={clock.overdue}>
      <span className={cardStyles.line}>
        <strong>{text(clock.name)}</strong>
        {clock.every_days !== null && <span className="quiet">{t("visits.everyDays", { n: clock.every_days })}</span>}
      </span>
      <span className="quiet">{text(clock.place)}</span>
      <span className={cardStyles.line}>
        {clock.last_at === null || clock.due_at === null ? (
          <span className="severity-high">{t("visits.never")}</span>
        ) : (
          <>
            <span className={clock.overdue ? "late" : undefined}>{t(clock.overdue ? "visits.dueOver" : "visits.due", { time: moment(clock.due_at) })}</span>
            <span className="quiet">{t("visits.last", { time: moment(clock.last_at) })}</span>
          </>
        )}
      </span>
    </Link>
  );
}
