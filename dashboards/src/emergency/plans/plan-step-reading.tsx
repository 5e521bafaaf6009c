import type { NumberToCall, PlanForm, PlanStep } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Dial } from "./dial";
import styles from "./em-plans.module.css";
import { PlanPictures } from "./plan-pictures";
import { limitWords, useReadingWords, useTelemetryWords } from "./plan-words";

interface PlanStepReadingProps {
  readonly step: PlanStep;
  readonly place: number;
  readonly form: PlanForm | undefined;
  readonly contacts: readonly NumberToCall[];
  readonly site: string;
  readonly plan: string;
}

/** One step: who, until when, how, and what counts as done. */
export function PlanStepReading({ step, place, form, contacts, site, plan }: PlanStepReadingProps) {
  const { t, text, word } = useWords();
  const telemetry = useTelemetryWords(form);
  const reading = useReadingWords();
  const contact = contacts.find((one) => one.contact === step.contact);
  const what = step.done.telemetry !== null ? telemetry(step.done.telemetry) : step.done.reading !== null ? reading(step.done.reading) : "";
  const sop = form?.sops.find(({ key }) => key === step.sop);
  const kind = word("emPlans.done", step.done.kind);
  const says = [];
  // That a step is ticked goes without saying.
  if (step.done.kind !== "tick") says.push(what === "" ? kind : t("emPlans.doneWhat", { kind, what }));
  if (sop !== undefined) says.push(t("emPlans.sopIs", { name: text(sop.name) }));
  return (
    <li className={styles.step} data-testid="plan-step" data-step={step.key}>
      <span className="number">{place}</span>
      <div className={styles.body}>
        <strong>{text(step.title)}</strong>
        <span className={styles.marks}>
          <span>{word("rota.post", step.post)}</span>
          {step.within_s !== null && <span className="number">{t("emPlans.within", { time: limitWords(step.within_s, t) })}</span>}
          {!step.required && <span className="quiet">{t("emPlans.optional")}</span>}
          {step.milestone !== null && <span className="quiet">{word("emPlans.milestone", step.milestone)}</span>}
        </span>
        <span>{text(step.instruction)}</span>
        {says.length > 0 && <span className="quiet">{says.join(" · ")}</span>}
        <PlanPictures site={site} plan={plan} ids={step.pictures} />
        {contact !== undefined && (
          <span className={styles.bar}>
            {text(contact.name)} <Dial contact={contact} />
          </span>
        )}
      </div>
    </li>
  );
}
