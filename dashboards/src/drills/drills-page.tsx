import { Segmented } from "antd";
import { useSearchParams } from "react-router";

import type { DrillState } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { useNow } from "../time/clock";
import { wallOf } from "../time/wall-clock";
import { DrillCards } from "./drill-cards";
import { OVER } from "./drill-words";
import { YearCalendar } from "./year-calendar";
import { useDrills } from "./use-drills";

const VIEWS = ["open", "calendar", "over"] as const;
type View = (typeof VIEWS)[number];
const OPEN: readonly DrillState[] = ["planned", "running"];

/** Drills: those ahead and under way, the calendar of the year, those that are over. */
export default function DrillsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const mayPlan = useMay("plan_drills");
  const now = useNow(60);
  const [params, setParams] = useSearchParams();
  const view: View = VIEWS.find((one) => one === params.get("view")) ?? "open";
  const thisYear = Number(wallOf(now, site.time_zone).slice(0, 4));
  const year = Number(params.get("year")) || thisYear;
  const filter = { site: site.id, states: view === "over" ? OVER : OPEN };

  return (
    <Page
      title={t("drills.title")}
      actions={
        <>
          {view === "calendar" ? (
            <ExportButton path="/api/v1/drills/calendar" query={{ site: site.id, year: String(year) }} name={`drill-calendar-${year}`} />
          ) : (
            <ExportButton path="/api/v1/drills" query={{ site: site.id, state: filter.states.join(",") }} name="drills" />
          )}
          {mayPlan && (
            <LinkButton to="/drills/new" primary testId="plan-drill">
              {t("drills.plan")}
            </LinkButton>
          )}
        </>
      }
    >
      <div>
        <Segmented<View>
          value={view}
          onChange={(chosen) => setParams(chosen === "open" ? {} : { view: chosen }, { replace: true })}
          options={VIEWS.map((one) => ({ value: one, label: t(`drills.view.${one}`) }))}
          data-testid="drill-views"
        />
      </div>
      {view === "calendar" ? (
        <YearCalendar year={year} choose={(chosen) => setParams({ view: "calendar", year: String(chosen) }, { replace: true })} />
      ) : (
        <DrillsListed filter={filter} />
      )}
    </Page>
  );
}

function DrillsListed({ filter }: { readonly filter: { readonly site: string; readonly states: readonly DrillState[] } }) {
  const { t } = useWords();
  const query = useDrills(filter);
  return (
    <PagedList query={query} none={t("drills.none")} noneHint={t("drills.noneHint")} testId="drill-list">
      {(drills) => <DrillCards drills={drills} />}
    </PagedList>
  );
}
