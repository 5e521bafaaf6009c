import { Card } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { PlanView } from "../../plans/plan-view";
import { usePlan, usePlans, usePlansOfAsset, WHOLE_SITE } from "../../plans/use-plans";
import { useHere } from "../../sites/site-context";

/** The floor plan of where it is, with its alarms; a schematic where nobody has drawn one. */
export function RunPlace({ run }: { readonly run: PlanRunDetail }) {
  const { t, text } = useWords();
  const here = useHere();
  const { data: ofAsset } = usePlansOfAsset(run.site, run.asset);
  const { data: all } = usePlans(run.site);
  const brief = (run.asset === null ? all?.find(({ space }) => space === run.space) : ofAsset?.[0]) ?? null;
  const { data: plan } = usePlan(run.site, brief?.space ?? null);
  const meant = useMemo(() => new Set([...run.alarms.filter(({ ended_at }) => ended_at === null).map(({ asset }) => asset), ...(run.asset === null ? [] : [run.asset])]), [run]);
  const waits = run.asset === null ? all === undefined : ofAsset === undefined;
  if (run.site !== here.site.id || waits || (brief !== null && plan === undefined)) return null;
  const space = brief?.space ?? run.space ?? WHOLE_SITE;
  return (
    <Card
      size="small"
      title={`${t("planRuns.where")} · ${brief !== null ? text(brief.place) : run.place !== null ? text(run.place) : text(here.site.name)}`}
      extra={<Link to={`/plans?space=${encodeURIComponent(space)}`}>{t("plans.open")}</Link>}
      data-testid="run-place"
    >
      <PlanView key={space} site={run.site} space={space} plan={plan ?? null} label={t("planRuns.where")} tallest={38} meant={meant} />
    </Card>
  );
}
