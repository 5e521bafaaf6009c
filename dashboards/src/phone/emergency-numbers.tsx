import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "./emergency.module.css";
import { EMERGENCY } from "./numbers";

/** 120, 119 and 110, one tap each: they need neither a server nor anything that this phone keeps. */
export function EmergencyNumbers() {
  const { t, text } = useWords();
  return (
    <section aria-labelledby="emergency-numbers">
      <h2 id="emergency-numbers" className={styles.title}>
        {t("phone.numbers")}
      </h2>
      <div className={styles.numbers} data-testid="emergency-numbers">
        {EMERGENCY.map(({ number, name }) => (
          <a key={number} href={`tel:${number}`} className={styles.number}>
            <Icon name="phone" />
            <span>{text(name)}</span>
            <strong className="number">{number}</strong>
          </a>
        ))}
      </div>
    </section>
  );
}
