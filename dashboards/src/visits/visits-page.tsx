import { Button, Empty, Skeleton } from "antd";
import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useVisits, visitQuery } from "./use-visits";
import { VisitCards } from "./visit-cards";
import { VisitTabs } from "./visit-tabs";

/** Contractors: who waits, who is at work, whose service sheet has to be looked at. */
export default function VisitsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const [params] = useSearchParams();
  const filter = { site: site.id, open: !params.has("all") };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useVisits(filter);
  const visits = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={t("visits.title")} actions={<ExportButton path="/api/v1/visits" query={visitQuery(filter)} name="visits" />}>
      <VisitTabs />
      <div data-testid="visit-list" aria-busy={isPending}>
        {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
        {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
        {data !== undefined && visits.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("visits.none")}>
            <p className="quiet">{t("visits.noneHint")}</p>
          </Empty>
        )}
        <VisitCards visits={visits} />
        {hasNextPage && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()} data-testid="load-more">
              {t("list.more")}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}
