import type { PlanStep } from "../../../api/schema";
import { useWords } from "../../../messages/language-context";
import styles from "../em-plans.module.css";
import { limitWords } from "../plan-words";
import { Choice } from "./choice";
import { DoneEditor, Tick } from "./done-editor";
import { problemsAt, useEditor } from "./editor-context";
import { ListButtons } from "./list-buttons";
import { NumberField } from "./number-field";
import { StepPicturesEditor } from "./step-pictures-editor";
import { WordsInput } from "./words-input";

interface StepEditorProps {
  readonly step: PlanStep;
  readonly list: string;
  readonly at: number;
  readonly length: number;
}

/** One step, folded until somebody opens it. */
export function StepEditor({ step, list, at, length }: StepEditorProps) {
  const { t, text, word } = useWords();
  const { form, problems } = useEditor();
  const place = `${list}[${at}]`;
  const wrong = problemsAt(problems, place, true).length;
  const name = text(step.title) || t("emPlans.nameless");
  return (
    <div className={styles.stepBox} data-testid="step-editor" data-step={step.key} data-place={place} data-wrong={wrong > 0}>
      <details className={styles.fold}>
        <summary data-testid="step-open">
          <span className="number">{at + 1}</span>
          <span className={styles.grow}>{name}</span>
          <span className="quiet">{word("rota.post", step.post)}</span>
          {step.within_s !== null && <span className="quiet number">{limitWords(step.within_s, t)}</span>}
          {wrong > 0 && <span className={styles.problem}>{t("emPlans.wrong", { n: wrong })}</span>}
        </summary>
        <div className={styles.fields}>
          <WordsInput place={`${place}.title`} label={t("emPlans.stepTitle")} />
          <WordsInput place={`${place}.instruction`} label={t("emPlans.instruction")} long />
          <div className={styles.two}>
            <Choice place={`${place}.post`} label={t("emPlans.post")} options={form.posts.map(({ key, name: said }) => ({ value: key, label: text(said) }))} />
            <NumberField place={`${place}.within_s`} label={t("emPlans.limit")} scale={60} unit={t("emPlans.minutesUnit")} min={0} optional />
          </div>
          <DoneEditor place={`${place}.done`} />
          <div className={styles.two}>
            <Choice place={`${place}.contact`} label={t("emPlans.contact")} options={form.contacts.map(({ contact, name: said }) => ({ value: contact, label: text(said) }))} optional />
            <Choice place={`${place}.sop`} label={t("emPlans.sop")} options={form.sops.map(({ key, name: said }) => ({ value: key, label: text(said) }))} optional />
            <Choice
              place={`${place}.milestone`}
              label={t("emPlans.milestoneIs")}
              options={form.milestones.map(({ key, name: said }) => ({ value: key, label: text(said) }))}
              optional
            />
          </div>
          <Tick place={`${place}.required`} label={t("emPlans.required")} />
          <StepPicturesEditor place={`${place}.pictures`} />
        </div>
      </details>
      <ListButtons list={list} at={at} length={length} name={name} />
    </div>
  );
}
