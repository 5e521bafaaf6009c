import { Button, Empty, Segmented, Skeleton } from "antd";
import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { HandOverCards } from "./hand-over-cards";
import { MyShifts } from "./my-shifts";
import { PostLists } from "./post-lists";
import { useHandOvers } from "./use-hand-overs";

type View = "now" | "history" | "things";

/** Hand-over of shifts: mine, what was, and what is counted. */
export default function HandOversPage() {
  const { t } = useWords();
  const { site } = useHere();
  const [params, setParams] = useSearchParams();
  const asked = params.get("view");
  const view: View = asked === "history" || asked === "things" ? asked : "now";
  return (
    <Page title={t("handOver.title")} actions={view === "history" && <ExportButton path="/api/v1/hand-overs" query={{ site: site.id }} name="hand-overs" />}>
      <div>
        <Segmented<View>
          value={view}
          onChange={(chosen) => setParams(chosen === "now" ? {} : { view: chosen }, { replace: true })}
          options={(["now", "history", "things"] as const).map((value) => ({ value, label: t(`handOver.view.${value}`) }))}
          data-testid="hand-over-views"
        />
      </div>
      {view === "now" && <MyShifts />}
      {view === "history" && <History site={site.id} />}
      {view === "things" && <PostLists />}
    </Page>
  );
}

function History({ site }: { readonly site: string }) {
  const { t } = useWords();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHandOvers(site);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div data-testid="hand-over-list" aria-busy={isPending}>
      {isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {error !== null && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {data !== undefined && items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("handOver.none")}>
          <p className="quiet">{t("handOver.noneHint")}</p>
        </Empty>
      )}
      <HandOverCards items={items} />
      {hasNextPage && (
        <Button block loading={isFetchingNextPage} onClick={() => void fetchNextPage()} style={{ marginTop: 12 }}>
          {t("list.more")}
        </Button>
      )}
    </div>
  );
}
