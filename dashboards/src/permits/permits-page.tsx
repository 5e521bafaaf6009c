import { Button, Empty, Select, Skeleton } from "antd";
import { useCallback, useMemo, useRef } from "react";
import { useSearchParams } from "react-router";

import type { PermitKind } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import filterStyles from "../layout/filter-bar.module.css";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { WaitingButton } from "../layout/waiting-button";
import { useReleasedWhenIdle } from "../live/use-released-when-idle";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { PermitCards } from "./permit-cards";
import { type PermitFilter, permitFilterOf, permitParams, permitQuery, type PermitStateAsked, STATES_ASKED } from "./permit-filter";
import { PERMIT_KINDS } from "./permit-kinds";
import { PermitTable } from "./permit-table";
import { PermitTabs } from "./permit-tabs";
import { usePermits } from "./use-permits";

/** Work that is allowed somewhere for a time: what is current first. */
export default function PermitsPage() {
  const { t, word } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const mayAsk = useMay("request_permit");
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => permitFilterOf(params, site.id), [params, site.id]);
  const choose = useCallback((chosen: PermitFilter) => setParams(permitParams(chosen), { replace: true }), [setParams]);
  const { query, list, release, more, belongs } = usePermits(filter);
  const place = useRef<HTMLDivElement>(null);
  const gone = useMemo(() => new Set((list?.items ?? []).filter((permit) => !belongs(permit)).map(({ id }) => id)), [list, belongs]);
  const waiting = list?.waiting.length ?? 0;
  useReleasedWhenIdle(place, waiting + gone.size, false, release);
  const items = list?.items ?? [];
  const filtered = params.size > 0;

  return (
    <Page
      title={t("permits.tab")}
      actions={
        <>
          <ExportButton path="/api/v1/permits" query={permitQuery(filter)} name="permits" />
          {mayAsk && (
            <LinkButton primary icon="plus" to="/permits/new" testId="new-permit">
              {t("permits.new")}
            </LinkButton>
          )}
        </>
      }
    >
      <PermitTabs />
      <div className={filterStyles.bar} role="search">
        <Select<PermitStateAsked>
          aria-label={t("orders.state")}
          value={filter.state}
          onChange={(state) => choose({ ...filter, state })}
          options={STATES_ASKED.map((state) => ({ value: state, label: word("permit.state", state) }))}
          className={filterStyles.choice}
          data-testid="filter-state"
        />
        <Select<PermitKind | null>
          aria-label={t("permit.kind")}
          placeholder={t("permits.anyKind")}
          value={filter.kind}
          onChange={(kind) => choose({ ...filter, kind: kind ?? null })}
          options={PERMIT_KINDS.map((kind) => ({ value: kind, label: word("permit.kind", kind) }))}
          allowClear
          className={filterStyles.choice}
          data-testid="filter-kind"
        />
      </div>
      {waiting > 0 && <WaitingButton label={t("permits.waiting", { n: waiting })} release={release} />}
      <div ref={place} data-testid="permit-list" aria-busy={query.isPending}>
        {query.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
        {query.isError && list === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
        {list !== undefined && items.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={filtered ? t("permits.noneFound") : t("permits.none")}>
            {filtered ? <Button onClick={() => setParams({})}>{t("list.clearFilter")}</Button> : <p className="quiet">{t("permits.noneHint")}</p>}
          </Empty>
        )}
        {items.length > 0 && (narrow ? <PermitCards permits={items} gone={gone} /> : <PermitTable permits={items} gone={gone} />)}
        {list?.next_cursor != null && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={more.isPending} onClick={() => more.mutate()} data-testid="load-more">
              {more.isError ? t("problem.retry") : t("list.more")}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}
