import { Segmented } from "antd";
import { useSearchParams } from "react-router";

import type { ReviewState } from "../../api/schema";
import { ExportButton } from "../../layout/export-button";
import { Page } from "../../layout/page";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import { ReviewCards } from "./review-cards";
import { reviewQuery, useReviews } from "./use-reviews";

type View = ReviewState | "all";

/** Reviews of plans that are over: what is still to be written first. */
export default function ReviewsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const [params, setParams] = useSearchParams();
  const asked = params.get("view");
  const view: View = asked === "closed" || asked === "all" ? asked : "draft";
  const filter = { site: site.id, state: view === "all" ? null : view, drill: params.get("drill") };
  const query = useReviews(filter);

  function choose(chosen: View) {
    const next = new URLSearchParams(params);
    if (chosen === "draft") next.delete("view");
    else next.set("view", chosen);
    setParams(next, { replace: true });
  }

  return (
    <Page title={t("planReviews.title")} actions={<ExportButton path="/api/v1/plan-reviews" query={reviewQuery(filter)} name="plan-reviews" />}>
      <EmergencyTabs />
      <div>
        <Segmented<View>
          value={view}
          onChange={choose}
          aria-label={t("planReviews.view")}
          options={[
            { value: "draft", label: t("planReviews.draft") },
            { value: "closed", label: t("planReviews.closed") },
            { value: "all", label: t("planReviews.all") },
          ]}
          data-testid="review-views"
        />
      </div>
      <PagedList query={query} none={t("planReviews.none")} noneHint={t("planReviews.noneHint")} testId="review-list">
        {(reviews) => <ReviewCards reviews={reviews} />}
      </PagedList>
    </Page>
  );
}
