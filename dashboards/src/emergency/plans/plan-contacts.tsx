import { Link } from "react-router";

import type { PlanDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { Dial } from "./dial";
import styles from "./em-plans.module.css";

/** Whom the plan calls, each with one tap; whose number nobody knows stands out. */
export function PlanContacts({ plan }: { readonly plan: PlanDetail }) {
  const { t, text } = useWords();
  return (
    <section className={styles.part} aria-label={t("emPlans.contacts")} data-testid="plan-contacts">
      <span className={styles.between}>
        <h2>{t("emPlans.contacts")}</h2>
        <Link to="/emergency/numbers">{t("emPlans.numbers")}</Link>
      </span>
      {plan.contacts.length === 0 && <p className="quiet">{t("emPlans.contactsNone")}</p>}
      <ul>
        {plan.contacts.map((contact) => (
          <li key={contact.contact} className={styles.between} data-testid="plan-contact" data-contact={contact.contact} data-gap={contact.number === null}>
            <span>
              {text(contact.name)}
              {contact.note !== "" && <span className="quiet"> {contact.note}</span>}
            </span>
            <Dial contact={contact} />
          </li>
        ))}
      </ul>
    </section>
  );
}
