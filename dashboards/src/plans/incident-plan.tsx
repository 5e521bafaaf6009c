import { Card } from "antd";
import { useMemo } from "react";
import { Link } from "react-router";

import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { PlanView } from "./plan-view";
import { usePlan, usePlansOfAsset, WHOLE_SITE } from "./use-plans";

interface IncidentPlanProps {
  readonly site: string;
  /** The asset with which it began; `null`: nobody knows. */
  readonly cause: string | null;
  readonly alarms: readonly Alarm[];
}

/** Where an incident is: the plan of its cause with everything that it has reached. The whole site where that is more than one building's matter. */
export function IncidentPlan({ site, cause, alarms }: IncidentPlanProps) {
  const { t, text } = useWords();
  const here = useHere();
  const { data: plans } = usePlansOfAsset(site, cause);
  const several = new Set(alarms.map(({ asset }) => asset)).size > 1;
  const brief = (several ? plans?.at(-1) : plans?.[0]) ?? null;
  const { data: plan } = usePlan(site, brief?.space ?? null);
  const meant = useMemo(() => new Set(alarms.filter(({ ended_at }) => ended_at === null).map(({ asset }) => asset)), [alarms]);
  if (cause === null || site !== here.site.id || plans === undefined || (brief !== null && plan === undefined)) return null;
  const space = brief?.space ?? WHOLE_SITE;
  return (
    <Card
      size="small"
      title={`${t("plans.place")} · ${brief === null ? text(here.site.name) : text(brief.place)}`}
      extra={<Link to={`/plans?space=${encodeURIComponent(space)}`}>{t("plans.open")}</Link>}
      data-testid="incident-plan"
    >
      <PlanView key={space} site={site} space={space} plan={plan ?? null} label={t("plans.place")} tallest={50} meant={meant} />
    </Card>
  );
}
