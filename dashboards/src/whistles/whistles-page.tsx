import { Button, Empty, Segmented, Skeleton } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { BlowDialog } from "./blow-dialog";
import { useWhistles, whistleQuery } from "./use-whistles";
import { WhistleCards } from "./whistle-cards";

type View = "open" | "mine" | "all";

/** Matters for which several departments were called. */
export default function WhistlesPage() {
  const { t } = useWords();
  const { site, me } = useHere();
  const mayBlow = useMay("whistle");
  const [asking, setAsking] = useState(false);
  const [params, setParams] = useSearchParams();
  const asked = params.get("view");
  const view: View = asked === "all" || (asked === "mine" && me.department !== null) ? asked : "open";
  const filter = { site: site.id, open: view !== "all", awaits: view === "mine" ? me.department : null, order: null };
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useWhistles(filter);
  const whistles = data?.pages.flatMap(({ items }) => items) ?? [];

  return (
    <Page
      title={t("whistles.title")}
      actions={
        <>
          <ExportButton path="/api/v1/whistles" query={whistleQuery(filter)} name="whistles" />
          {mayBlow && (
            <Button type="primary" icon={<Icon name="whistle" />} onClick={() => setAsking(true)} data-testid="blow">
              {t("whistles.blow")}
            </Button>
          )}
        </>
      }
    >
      <div>
        <Segmented<View>
          value={view}
          onChange={(chosen) => setParams(chosen === "open" ? {} : { view: chosen }, { replace: true })}
          options={[
            { value: "open", label: t("whistles.open") },
            ...(me.department === null ? [] : [{ value: "mine" as const, label: t("whistles.mine") }]),
            { value: "all", label: t("whistles.all") },
          ]}
          data-testid="whistle-views"
        />
      </div>
      <div data-testid="whistle-list" aria-busy={isPending}>
        {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
        {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
        {data !== undefined && whistles.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("whistles.none")}>
            <p className="quiet">{t("whistles.noneHint")}</p>
          </Empty>
        )}
        <WhistleCards whistles={whistles} />
        {hasNextPage && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()} data-testid="load-more">
              {t("list.more")}
            </Button>
          </div>
        )}
      </div>
      {asking && <BlowDialog close={() => setAsking(false)} />}
    </Page>
  );
}
