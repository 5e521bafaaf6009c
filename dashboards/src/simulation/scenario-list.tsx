import { Skeleton } from "antd";

import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { ScenarioCard } from "./scenario-card";
import styles from "./simulation.module.css";
import { useScenarios } from "./use-simulation";

/** All scenarios, those that run first. */
export function ScenarioList() {
  const { t } = useWords();
  const { data: scenarios, error, refetch } = useScenarios();
  return (
    <section className={styles.part} aria-labelledby="simulation-scenarios" data-testid="scenario-list" aria-busy={scenarios === undefined && error === null}>
      <h2 id="simulation-scenarios">{t("simulation.scenarios")}</h2>
      {scenarios === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 4 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <ul className={styles.wide}>
          {[...scenarios]
            .sort((one, other) => Number(other.running) - Number(one.running))
            .map((scenario) => (
              <ScenarioCard key={scenario.id} scenario={scenario} />
            ))}
        </ul>
      )}
    </section>
  );
}
