import type { NumberToCall } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "./em-plans.module.css";

/** A number that one tap rings, or that it is missing. */
export function Dial({ contact }: { readonly contact: NumberToCall }) {
  const { t, text } = useWords();
  if (contact.number === null) return <span className="late">{t("emPlans.noNumber")}</span>;
  return (
    <a href={`tel:${contact.number.replace(/[^\d+*#,;]/g, "")}`} className={styles.dial} aria-label={t("emPlans.dial", { name: text(contact.name) })} data-testid="dial">
      <Icon name="phone" /> <span className="number">{contact.number}</span>
    </a>
  );
}
