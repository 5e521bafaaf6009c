import { Button } from "antd";

import type { PlanPhase } from "../../../api/schema";
import { Icon } from "../../../icons/icon";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { newPhase, newStep, valueAt } from "./editing";
import { useEditor } from "./editor-context";
import { Field } from "./field";
import { ListButtons } from "./list-buttons";
import { StepEditor } from "./step-editor";
import { WordsInput } from "./words-input";

/** Phases with their steps: `list` is `phases` or `preparation.phases`. */
export function PhasesEditor({ list }: { readonly list: string }) {
  const { t, text } = useWords();
  const { plan, change } = useEditor();
  const phases = (valueAt(plan, list) ?? []) as readonly PlanPhase[];
  return (
    <>
      {phases.map((phase, at) => {
        const place = `${list}[${at}]`;
        return (
          <section key={phase.key} className={styles.part} data-testid="phase-editor" data-phase={phase.key}>
            <span className={styles.between}>
              <h3>
                {t("emPlans.phase", { n: at + 1 })} {text(phase.name)}
              </h3>
              <ListButtons list={list} at={at} length={phases.length} name={text(phase.name) || t("emPlans.phase", { n: at + 1 })} />
            </span>
            <WordsInput place={`${place}.name`} label={t("emPlans.phaseName")} />
            <Field place={`${place}.steps`} label={t("emPlans.steps")}>
              <div className={styles.steps}>
                {phase.steps.map((step, spot) => (
                  <StepEditor key={step.key} step={step} list={`${place}.steps`} at={spot} length={phase.steps.length} />
                ))}
              </div>
            </Field>
            <span>
              <Button icon={<Icon name="plus" />} onClick={() => change({ kind: "add", list: `${place}.steps`, value: newStep(plan) })} data-testid="step-add">
                {t("emPlans.stepAdd")}
              </Button>
            </span>
          </section>
        );
      })}
      <Field place={list} label="">
        <span>
          <Button icon={<Icon name="plus" />} onClick={() => change({ kind: "add", list, value: newPhase(plan) })} data-testid="phase-add">
            {t("emPlans.phaseAdd")}
          </Button>
        </span>
      </Field>
    </>
  );
}
