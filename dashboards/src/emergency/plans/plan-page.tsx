import { Alert, Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../../icons/icon";
import { Failure } from "../../layout/failure";
import { Page } from "../../layout/page";
import { useNarrow } from "../../layout/use-media";
import { useFromTop } from "../../layout/use-from-top";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import styles from "./em-plans.module.css";
import { InForce } from "./in-force";
import { PlanActions } from "./plan-actions";
import { PlanContacts } from "./plan-contacts";
import { PlanFacts } from "./plan-facts";
import { PlanReading } from "./plan-reading";
import { PlanVersions } from "./plan-versions";
import { usePlan, usePlanForm } from "./use-plans";

/** One plan as it is in force: to be read anywhere, called from, printed, started. */
export default function EmergencyPlanPage() {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const { key = "" } = useParams();
  useFromTop(key);
  const narrow = useNarrow();
  const { data: plan, error, refetch } = usePlan(site.id, key);
  const { data: form } = usePlanForm(site.id);
  return (
    <>
      <Link to="/emergency/plans" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("emPlans.title")}
      </Link>
      {plan === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 12 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <Page title={text(plan.title)} actions={narrow ? undefined : <PlanActions plan={plan} />}>
          <span className={`quiet ${styles.marks}`}>
            {text(plan.kind_name) !== text(plan.title) && <span>{text(plan.kind_name)}</span>}
            <InForce plan={plan} />
          </span>
          {narrow && (
            <div className={styles.bar}>
              <PlanActions plan={plan} />
            </div>
          )}
          {narrow && (
            <details className={styles.fold}>
              <summary data-testid="contacts-open">{t("emPlans.contactsOf", { n: plan.contacts.length })}</summary>
              <PlanContacts plan={plan} />
            </details>
          )}
          {plan.waiting !== null && (
            <Alert
              type="info"
              showIcon
              title={t("emPlans.waiting", { n: plan.waiting.number, state: word("emPlans.state", plan.waiting.state), name: plan.waiting.written_by_name })}
              action={
                <Link to={`/emergency/plans/versions/${plan.waiting.id}`} data-testid="to-waiting">
                  {t("emPlans.lookAtVersion")}
                </Link>
              }
            />
          )}
          <div className={styles.columns}>
            <div className={styles.column}>
              <PlanReading plan={plan.plan} form={form} contacts={plan.contacts} site={site.id} />
            </div>
            <div className={styles.column}>
              {!narrow && <PlanContacts plan={plan} />}
              <PlanFacts plan={plan.plan} form={form} />
              <PlanVersions site={site.id} plan={plan} />
            </div>
          </div>
        </Page>
      )}
    </>
  );
}
