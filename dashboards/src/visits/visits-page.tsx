import { useSearchParams } from "react-router";

import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
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
  const query = useVisits(filter);
  return (
    <Page title={t("visits.title")} actions={<ExportButton path="/api/v1/visits" query={visitQuery(filter)} name="visits" />}>
      <VisitTabs />
      <PagedList query={query} none={t("visits.none")} noneHint={t("visits.noneHint")} testId="visit-list">
        {(visits) => <VisitCards visits={visits} />}
      </PagedList>
    </Page>
  );
}
