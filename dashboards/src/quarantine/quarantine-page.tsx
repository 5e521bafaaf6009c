import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Button, Empty, Select, Skeleton } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { QuarantineEntry, QuarantineReason } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { FilterBar } from "../layout/filter-bar";
import filterStyles from "../layout/filter-bar.module.css";
import { Page } from "../layout/page";
import { oneIn, textIn, written } from "../layout/search-params";
import { SearchBox } from "../layout/search-box";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { QuarantineCards } from "./quarantine-cards";
import { QuarantineDrawer } from "./quarantine-drawer";
import { QuarantineTable } from "./quarantine-table";

const REASONS = [
  "not_json",
  "bad_shape",
  "wrong_type",
  "unknown_device",
  "unknown_point",
  "unknown_value",
  "unknown_event",
  "not_finite",
  "oversize",
  "bad_topic",
  "refused_by_store",
  "internal",
] as const satisfies readonly QuarantineReason[];

/** What could not be read: kept, counted, and shown with the reason. */
export default function QuarantinePage() {
  const { t, word } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<QuarantineEntry | null>(null);
  const reason = oneIn(params, "reason", REASONS);
  const device = textIn(params, "device");
  const filter = { site: site.id, reason: reason ?? undefined, device: device || undefined };
  const query = useInfiniteQuery({
    queryKey: keys.quarantine(filter),
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/quarantine", { params: { query: { ...filter, cursor: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = query.data?.pages[0]?.total;
  const choose = (words: Readonly<Record<string, string>>) => setParams(written({ reason: reason ?? "", device, ...words }), { replace: true });

  return (
    <Page
      title={t("quarantine.title")}
      actions={
        <>
          {total !== undefined && (
            <span className="quiet number" style={{ alignSelf: "center" }}>
              {t("quarantine.total", { n: total })}
            </span>
          )}
          <ExportButton path="/api/v1/quarantine" query={filter} name="quarantine" />
        </>
      }
    >
      <p className="quiet">{t("quarantine.what")}</p>
      <FilterBar
        search={<SearchBox value={device} onSearch={(wanted) => choose({ device: wanted })} placeholder={t("quarantine.device")} />}
        chosen={reason === null ? 0 : 1}
      >
        <Select<QuarantineReason | null>
          aria-label={t("quarantine.reason")}
          placeholder={t("quarantine.anyReason")}
          value={reason}
          onChange={(chosen) => choose({ reason: chosen ?? "" })}
          options={REASONS.map((one) => ({ value: one, label: word("quarantine.reason", one) }))}
          allowClear
          className={filterStyles.choice}
        />
      </FilterBar>
      <div data-testid="quarantine-list" aria-busy={query.isPending}>
        {query.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
        {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
        {query.data !== undefined && entries.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("quarantine.none")} />}
        {entries.length > 0 && (narrow ? <QuarantineCards entries={entries} open={setOpen} /> : <QuarantineTable entries={entries} open={setOpen} />)}
        {query.hasNextPage && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t("list.more")}
            </Button>
          </div>
        )}
      </div>
      <QuarantineDrawer entry={open} close={() => setOpen(null)} />
    </Page>
  );
}
