import type { NumberToCall, PlanDocument, PlanForm, PlanPhase } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";
import { PlanStepReading } from "./plan-step-reading";

interface PlanReadingProps {
  readonly plan: PlanDocument;
  readonly form: PlanForm | undefined;
  readonly contacts: readonly NumberToCall[];
  readonly site: string;
}

/** The phases with their steps, in order: first what is done before it comes. */
export function PlanReading({ plan, form, contacts, site }: PlanReadingProps) {
  const { t } = useWords();
  const phase = (one: PlanPhase, label: string) => <Phase key={one.key} phase={one} label={label} form={form} contacts={contacts} site={site} plan={plan.key} />;
  return (
    <>
      {plan.preparation?.phases.map((one) => phase(one, t("emPlans.preparation")))}
      {plan.phases.map((one, place) => phase(one, t("emPlans.phase", { n: place + 1 })))}
    </>
  );
}

interface PhaseProps {
  readonly phase: PlanPhase;
  readonly label: string;
  readonly form: PlanForm | undefined;
  readonly contacts: readonly NumberToCall[];
  readonly site: string;
  readonly plan: string;
}

function Phase({ phase, label, form, contacts, site, plan }: PhaseProps) {
  const { text } = useWords();
  return (
    <section className={styles.part} aria-label={text(phase.name)} data-testid="plan-phase" data-phase={phase.key}>
      <h2>
        <span className="quiet">{label}</span> {text(phase.name)}
      </h2>
      <ol>
        {phase.steps.map((step, place) => (
          <PlanStepReading key={step.key} step={step} place={place + 1} form={form} contacts={contacts} site={site} plan={plan} />
        ))}
      </ol>
    </section>
  );
}
