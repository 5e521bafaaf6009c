import { App, Button, Card, Skeleton } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { FileButton } from "../files/file-button";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { PlanAlarms, usePlanAlarms } from "./plan-alarms";
import { PlanEditor } from "./plan-editor";
import { PlanView } from "./plan-view";
import styles from "./plans.module.css";
import { SpaceChoice } from "./space-choice";
import { useHanging, usePlan, usePlans, WHOLE_SITE } from "./use-plans";

/** The floor plans of a site, alive; those who may arrange them do it here. */
export default function PlansPage() {
  const { t, text } = useWords();
  const { message } = App.useApp();
  const tell = useProblemNotice();
  const { site } = useHere();
  const mayEdit = useMay("edit_plans");
  const [params, setParams] = useSearchParams();
  const { data: plans, error, refetch } = usePlans(site.id);
  const { data: spaces } = useSpaces();
  const { data: assets } = useAssets();
  const asked = params.get("space");
  // Without a word the whole site; without a plan of it the first that there is.
  const space = asked ?? (plans?.some((plan) => plan.space === WHOLE_SITE) === false ? plans[0]?.space : undefined) ?? WHOLE_SITE;
  const drawn = plans?.some((one) => one.space === space);
  const { data: fetched, refetch: refetchPlan, error: planError } = usePlan(site.id, drawn === true ? space : null);
  const plan = drawn === false ? null : fetched;
  const hanging = useHanging(site.id, space);
  const alarms = usePlanAlarms(site.id, space, plan ?? null);
  const pointed = params.get("asset");
  const meant = useMemo(() => new Set(pointed === null ? [] : [pointed]), [pointed]);
  const edits = params.has("edit") && mayEdit && plan !== null && plan !== undefined;

  const go = (chosen: string, edit: boolean) => setParams(edit ? { space: chosen, edit: "" } : { space: chosen }, { replace: !edit && chosen === space });
  function hang(file: File) {
    hanging.mutate(
      { file, version: plan?.version ?? 0 },
      {
        onSuccess: ({ left_out: gone }) => {
          void message.success(t("plans.hung"));
          const what = Object.entries(gone).map(([name, n]) => `${name} ×${n}`);
          if (what.length > 0) void message.warning(t("plans.leftOut", { what: what.join(t("list.comma")) }), 8);
          go(space, true);
        },
        onError: tell,
      },
    );
  }

  const failed = error ?? planError;
  const label = space === WHOLE_SITE ? text(site.name) : text(plan?.place ?? spaces?.find(({ id }) => id === space)?.name ?? { zh: space, en: space });
  return (
    <Page
      title={t("plans.title")}
      actions={
        mayEdit &&
        !edits &&
        plan !== undefined && (
          <>
            <FileButton accept=".svg,image/svg+xml,image/png,image/jpeg,image/webp" label={t(plan === null ? "plans.upload" : "plans.replace")} busy={hanging.isPending} choose={hang} />
            {plan !== null && (
              <Button type="primary" onClick={() => go(space, true)} data-testid="plan-edit">
                {t("plans.edit")}
              </Button>
            )}
          </>
        )
      }
    >
      {failed !== null ? (
        <Failure error={failed} retry={() => void Promise.all([refetch(), refetchPlan()])} />
      ) : plans === undefined || plan === undefined || assets === undefined || spaces === undefined ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : edits ? (
        <PlanEditor key={`${space}/${plan.picture.sha256}`} plan={plan} label={label} fetchAgain={async () => (await refetchPlan()).data} leave={() => go(space, false)} />
      ) : (
        <>
          <div className={styles.bar}>
            <SpaceChoice site={site.id} space={space} choose={(chosen) => go(chosen, false)} />
            {plan !== null && (
              <span className="quiet">
                {t("plans.changed", { name: plan.changed_by })} <Moment at={plan.changed_at} />
              </span>
            )}
          </div>
          {plan === null && (
            <p className="quiet" data-testid="plan-schematic">
              {t("plans.schematic")} {mayEdit && t("plans.formats")}
            </p>
          )}
          <div className={styles.page}>
            <PlanView key={space} site={site.id} space={space} plan={plan} label={label} meant={meant} />
            <Card size="small" title={t("plans.wrongHere", { n: alarms.length })}>
              <PlanAlarms alarms={alarms} />
            </Card>
          </div>
        </>
      )}
    </Page>
  );
}
