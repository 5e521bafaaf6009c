import type { AlarmFigures } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { ConditionRow } from "./condition-row";
import styles from "./figures.module.css";

/** Alarms that stand for longer than a day: nobody looks at them any more. */
export function LongStandingAlarms({ figures }: { readonly figures: AlarmFigures }) {
  const { t } = useWords();
  if (figures.long_standing.length === 0) return <p className="quiet">{t("figures.noLongStanding")}</p>;
  const until = Date.parse(figures.until);
  return (
    <ul className={styles.rows} data-testid="figures-long-standing">
      {figures.long_standing.map((alarm) => {
        const length = lasting(until - Date.parse(alarm.since));
        return (
          <li key={alarm.alarm_id}>
            <ConditionRow site={figures.site} condition={alarm} to={`/alarms/${alarm.alarm_id}`}>
              {t(length.key, length.values)}
            </ConditionRow>
          </li>
        );
      })}
    </ul>
  );
}
