import { Skeleton } from "antd";

import { Failure } from "../../layout/failure";
import styles from "../rota.module.css";
import { useRotaPlan } from "../use-rota";
import { DeputiesForm } from "./deputies-form";
import { PatternsList } from "./patterns-list";
import { RulesForm } from "./rules-form";
import { ShiftsForm } from "./shifts-form";

/** What the rota goes by: shifts, patterns, deputies, rules. */
export function RotaSettings() {
  const { data: plan, error, refetch } = useRotaPlan();
  if (plan === undefined) return error === null ? <Skeleton active paragraph={{ rows: 8 }} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className={styles.columns} data-testid="rota-settings">
      <div className={styles.stack}>
        <ShiftsForm key={`shifts-${plan.version}`} plan={plan} />
        <PatternsList plan={plan} />
      </div>
      <div className={styles.stack}>
        <DeputiesForm key={`deputies-${plan.version}`} plan={plan} />
        <RulesForm key={`rules-${plan.version}`} plan={plan} />
      </div>
    </div>
  );
}
