import { Button, Popconfirm, Progress, Tag } from "antd";

import type { ScenarioStep, SimulationScenario } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { Moment } from "../time/moment";
import { StepLine } from "./step-line";
import styles from "./simulation.module.css";
import { useSteering } from "./use-simulation";

/** How far the steps are, in percent of the time that they take. */
function progress(steps: readonly ScenarioStep[], elapsed: number): number {
  const last = Math.max(...steps.map((step) => step.ends_s), 1);
  return Math.min(100, Math.round((100 * elapsed) / last));
}

/** A scenario: what it is, how far it is, start and stop. */
export function ScenarioCard({ scenario }: { readonly scenario: SimulationScenario }) {
  const { t, text } = useWords();
  const steering = useSteering();
  const round = scenario.loop_s === null ? null : lasting(scenario.loop_s * 1_000);
  const name = text(scenario.name);
  return (
    <li className={cardStyles.card} data-testid="scenario" data-scenario={scenario.id} data-running={scenario.running}>
      <span className={cardStyles.line}>
        <strong>{name}</strong>
        {scenario.running && <Tag color="processing">{t("simulation.running")}</Tag>}
      </span>
      <span>{text(scenario.about)}</span>
      <span className="quiet">
        {t("simulation.steps", { n: scenario.steps.length })}
        {round !== null && ` · ${t("simulation.loops", { length: t(round.key, round.values) })}`}
        {scenario.began_at !== null && (
          <>
            {` · ${t("simulation.since")} `}
            <Moment at={scenario.began_at} />
          </>
        )}
      </span>
      {scenario.elapsed_s !== null && (
        <>
          <Progress percent={progress(scenario.steps, scenario.elapsed_s)} aria-label={name} />
          <ol className={styles.steps}>
            {scenario.steps.map((step, index) => (
              <StepLine key={`${index}-${step.at_s}`} step={step} />
            ))}
          </ol>
        </>
      )}
      <span className={styles.actions}>
        {scenario.running ? (
          <Popconfirm
            title={t("simulation.stopSure")}
            onConfirm={() => steering.mutate({ do: "stop", scenario: scenario.id })}
            okButtonProps={{ "data-testid": "sure" }}
          >
            <Button loading={steering.isPending} aria-label={`${t("simulation.stop")}: ${name}`} data-testid="stop-scenario">
              {t("simulation.stop")}
            </Button>
          </Popconfirm>
        ) : (
          <Button
            type="primary"
            loading={steering.isPending}
            onClick={() => steering.mutate({ do: "start", scenario: scenario.id })}
            aria-label={`${t("simulation.start")}: ${name}`}
            data-testid="start-scenario"
          >
            {t("simulation.start")}
          </Button>
        )}
      </span>
    </li>
  );
}
