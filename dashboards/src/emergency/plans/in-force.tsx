import type { PlanBrief } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Moment } from "../../time/moment";

/** Which version is in force: the library's, one of the site's own, or none. */
export function InForce({ plan }: { readonly plan: PlanBrief }) {
  const { t } = useWords();
  if (plan.in_force === null) return <span data-testid="in-force">{t("emPlans.notInForce")}</span>;
  if (plan.in_force === 0) return <span data-testid="in-force">{t("emPlans.fromLibrary")}</span>;
  return (
    <span data-testid="in-force">
      {t("emPlans.versionInForce", { n: plan.in_force, name: plan.in_force_by ?? "" })}
      {plan.in_force_since !== null && (
        <>
          {" "}
          <Moment at={plan.in_force_since} />
        </>
      )}
    </span>
  );
}
