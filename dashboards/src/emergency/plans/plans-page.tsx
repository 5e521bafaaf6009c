import { ExportButton } from "../../layout/export-button";
import { Page } from "../../layout/page";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import styles from "./em-plans.module.css";
import { ImportButton } from "./import-button";
import { PlanCard } from "./plan-card";
import { usePlans } from "./use-plans";

/** The plans that are kept: which version is in force, what is written, which numbers are missing. */
export default function EmergencyPlansPage() {
  const { t } = useWords();
  const { site } = useHere();
  const query = usePlans(site.id);
  return (
    <Page
      title={t("emPlans.title")}
      actions={
        <>
          <ExportButton path="/api/v1/plans" query={{ site: site.id }} name="plans" />
          <ImportButton />
        </>
      }
    >
      <EmergencyTabs />
      <PagedList query={query} none={t("emPlans.none")} testId="plan-list">
        {(plans) => (
          <div className={styles.cards}>
            {plans.map((plan) => (
              <PlanCard key={plan.key} plan={plan} />
            ))}
          </div>
        )}
      </PagedList>
    </Page>
  );
}
