import { Button, Empty, Skeleton } from "antd";
import { useCallback, useMemo, useRef } from "react";
import { useOutlet, useParams, useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { WaitingButton } from "../layout/waiting-button";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { AlarmCards } from "./alarm-cards";
import { type AlarmFilter, alarmFilterOf, alarmParams, alarmQuery, belongsToAlarms } from "./alarm-filter";
import { AlarmFilterBar } from "./alarm-filter-bar";
import { AlarmTable } from "./alarm-table";
import { useAlarms } from "./use-alarms";

/** The live list of alarms; one of them opens beside it. */
export default function AlarmsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const panel = useOutlet();
  const { id: openId } = useParams();
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => alarmFilterOf(params, site.id), [params, site.id]);
  const choose = useCallback((chosen: AlarmFilter) => setParams(alarmParams(chosen), { replace: true }), [setParams]);

  const { query, list, release, more } = useAlarms(filter);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((alarm) => !belongsToAlarms(filter, alarm)).map(({ id }) => id)), [list, filter]);
  const waiting = list?.waiting.length ?? 0;
  useReleasedWhenIdle(place, waiting + gone.size, openId !== undefined, release);

  if (narrow && panel !== null) return panel;
  const items = list?.items ?? [];
  return (
    <Page title={t("alarms.title")} actions={<ExportButton path="/api/v1/alarms" query={alarmQuery(filter)} name="alarms" />}>
      <AlarmFilterBar filter={filter} choose={choose} />
      {waiting > 0 && <WaitingButton label={t("alarms.waiting", { n: waiting })} release={release} />}
      <div ref={place} data-testid="alarm-list" aria-busy={query.isPending}>
        {query.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
        {query.isError && list === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
        {list !== undefined && items.length === 0 && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={filter.state.includes("active") && params.size === 0 ? t("alarms.noneActive") : t("alarms.noneFound")}
          >
            {params.size > 0 && <Button onClick={() => setParams({})}>{t("list.clearFilter")}</Button>}
          </Empty>
        )}
        {items.length > 0 &&
          (narrow ? (
            <AlarmCards alarms={items} gone={gone} search={params.toString()} />
          ) : (
            <AlarmTable alarms={items} gone={gone} openId={openId} search={params.toString()} />
          ))}
        {list?.next_cursor != null && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={more.isPending} onClick={() => more.mutate()} data-testid="load-more">
              {more.isError ? t("problem.retry") : t("list.more")}
            </Button>
          </div>
        )}
      </div>
      {panel}
    </Page>
  );
}
