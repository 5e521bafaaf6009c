import { Link } from "react-router";

import type { PlanBrief } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";
import { InForce } from "./in-force";
import { PLAN_ICONS } from "./plan-icons";

/** A plan in the list. */
export function PlanCard({ plan }: { readonly plan: PlanBrief }) {
  const { t, text, word } = useWords();
  return (
    <Link to={`/emergency/plans/${plan.key}`} className={styles.plan} data-testid="plan-card" data-plan={plan.key} data-in-force={plan.in_force ?? ""}>
      <span className={styles.kind}>
        <Icon name={PLAN_ICONS[plan.kind]} size={1.6} />
      </span>
      <span className={styles.body}>
        <strong>{text(plan.title)}</strong>
        <span className={`quiet ${styles.marks}`}>
          {text(plan.kind_name) !== text(plan.title) && <span>{text(plan.kind_name)}</span>}
          <InForce plan={plan} />
          <span>{t("emPlans.size", { steps: plan.steps, posts: plan.posts })}</span>
        </span>
        {plan.waiting !== null && (
          <span className="severity-medium" data-testid="plan-waiting">
            {t("emPlans.waiting", { n: plan.waiting.number, state: word("emPlans.state", plan.waiting.state), name: plan.waiting.written_by_name })}
          </span>
        )}
        {plan.gaps.length > 0 && (
          <span className="late" data-testid="plan-gaps">
            {t("emPlans.gaps", { n: plan.gaps.length })}
          </span>
        )}
      </span>
    </Link>
  );
}
