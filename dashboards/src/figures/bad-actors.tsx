import type { AlarmFigures } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ConditionRow } from "./condition-row";
import { shareWords } from "./figure-words";
import styles from "./figures.module.css";

/** The ten conditions that called most often: what to mend first. */
export function BadActors({ figures }: { readonly figures: AlarmFigures }) {
  const { t, language } = useWords();
  const [first] = figures.bad_actors;
  if (first === undefined) return <p className="quiet">{t("figures.noAlarms")}</p>;
  return (
    <ul className={styles.rows} data-testid="bad-actors">
      {figures.bad_actors.map((actor) => (
        <li key={`${actor.rule}|${actor.asset}|${actor.point ?? ""}`}>
          <ConditionRow site={figures.site} condition={actor}>
            {t("figures.times", { n: actor.count })}
            <div className="quiet">{shareWords(actor.share, language)}</div>
          </ConditionRow>
          <div className={styles.bar} aria-hidden="true">
            <span style={{ width: `${(actor.count / first.count) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
