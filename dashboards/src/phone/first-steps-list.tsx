import { useState } from "react";

import { ownFirst } from "../knowledge/own-first";
import { useSop } from "../knowledge/use-sop";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./alarm-call.module.css";

/** Enough to begin with, and no more than one glance takes in. */
const FIRST = 3;

interface FirstStepsListProps {
  readonly sop: string;
  readonly lead: string;
}

/** What to do first, by the procedure: the own department's steps; the rest, and what never to do, on request. */
export function FirstStepsList({ sop: id, lead }: FirstStepsListProps) {
  const { t, text } = useWords();
  const { me } = useHere();
  const { data: sop } = useSop(id);
  const [all, setAll] = useState(false);
  const steps = sop === undefined ? [] : (ownFirst(sop.steps, me.department, lead)[0]?.steps ?? []);
  if (sop === undefined || steps.length === 0) return null;
  return (
    <section className={styles.card} aria-labelledby="first-steps" data-testid="first-steps">
      <h2 id="first-steps">{t("phone.firstSteps")}</h2>
      <ol className={styles.steps}>
        {(all ? steps : steps.slice(0, FIRST)).map((step) => (
          <li key={step.zh}>{text(step)}</li>
        ))}
      </ol>
      {all && sop.never.length > 0 && (
        <>
          <h3>{t("sop.never")}</h3>
          <ul className={styles.never}>
            {sop.never.map((each) => (
              <li key={each.zh}>{text(each)}</li>
            ))}
          </ul>
        </>
      )}
      <button type="button" className={styles.plain} aria-expanded={all} onClick={() => setAll(!all)} data-testid="all-steps">
        {all ? t("phone.fewerSteps") : t("phone.allSteps", { n: steps.length })}
      </button>
    </section>
  );
}
