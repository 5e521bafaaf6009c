import { Button, Empty, Skeleton } from "antd";
import { useMemo, useRef } from "react";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { WaitingButton } from "../layout/waiting-button";
import { useReleased } from "../live/use-released";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { IncidentList } from "./incident-list";
import styles from "./incidents-page.module.css";
import { useIncidents } from "./use-incidents";

/** Incidents: those that go on first, then those that have ended. */
export default function IncidentsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const { query, list, release, belongs } = useIncidents(true, 200);
  const past = useIncidents(false);
  useReleased(past.list, past.release);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((incident) => !belongs(incident)).map(({ id }) => id)), [list, belongs]);
  const waiting = list?.waiting.length ?? 0;
  useReleasedWhenIdle(place, waiting + gone.size, false, release);
  const open = list?.items ?? [];
  const ended = (past.list?.items ?? []).filter(({ id }) => !gone.has(id));

  return (
    <Page title={t("incidents.title")} actions={<ExportButton path="/api/v1/incidents" query={{ site: site.id }} name="incidents" />}>
      <p className="quiet">{t("incidents.what")}</p>
      {waiting > 0 && <WaitingButton label={t("incidents.waiting", { n: waiting })} release={release} />}
      <section ref={place} data-testid="incidents-open" aria-busy={query.isPending} aria-label={t("incidents.open")}>
        {query.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
        {query.isError && list === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
        {list !== undefined && open.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("incidents.noneOpen")} data-testid="incidents-none">
            <p className="quiet">{t("incidents.noneOpenHint")}</p>
          </Empty>
        )}
        <IncidentList incidents={open} gone={gone} />
      </section>
      {ended.length > 0 && (
        <section className={styles.past} data-testid="incidents-past">
          <h2>{t("incidents.past")}</h2>
          <IncidentList incidents={ended} />
          {past.list?.next_cursor != null && (
            <div className={styles.more}>
              <Button loading={past.more.isPending} onClick={() => past.more.mutate()} data-testid="load-more">
                {past.more.isError ? t("problem.retry") : t("list.more")}
              </Button>
            </div>
          )}
        </section>
      )}
    </Page>
  );
}
