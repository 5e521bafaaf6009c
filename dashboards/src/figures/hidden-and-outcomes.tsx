import type { AlarmFigures } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./figures.module.css";

/** How much was hidden, in which way, and what people found on site. */
export function HiddenAndOutcomes({ figures }: { readonly figures: AlarmFigures }) {
  const { t, word } = useWords();
  const hidden = (["shelved", "suppressed", "out_of_service"] as const).map((state) => [word("alarm.state", state), figures.hidden[state]] as const);
  const found = (["real", "false_alarm", "nothing_found"] as const).map((outcome) => [word("order.outcome", outcome), figures.outcomes[outcome]] as const);
  const lists = [
    [t("figures.hidden"), hidden],
    [t("figures.found"), [...found, [t("figures.unknown"), figures.outcomes.unknown] as const]],
  ] as const;
  return lists.map(([title, rows]) => (
    <section key={title}>
      <h3 className={styles.head}>{title}</h3>
      <dl className={styles.facts}>
        {rows.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="number">{count}</dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
