import { useWords } from "../messages/language-context";
import styles from "./rota.module.css";
import { type RotaCalendar, useDayWords } from "./words";

interface DayHeadsProps {
  readonly rota: RotaCalendar;
  readonly today: string;
  readonly corner: string;
}

/** The heading of days: number, weekday, and whether it is a holiday or a working Saturday. */
export function DayHeads({ rota, today, corner }: DayHeadsProps) {
  const { t, text } = useWords();
  const words = useDayWords();
  return (
    <thead>
      <tr>
        <th scope="col">{corner}</th>
        {rota.days.map(({ day, kind, name }) => {
          const { date, weekday, long } = words(day);
          const worked = kind === "workday" && [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
          return (
            <th
              key={day}
              scope="col"
              aria-label={long}
              className={`${kind === "workday" ? "" : styles.off} ${day === today ? styles.today : ""}`}
              data-kind={worked ? "worked" : kind}
            >
              {date} <span className="quiet">{weekday}</span>
              {kind === "holiday" && <span className={styles.name}>{name === null ? t("rota.holiday") : text(name)}</span>}
              {worked && <span className={styles.name}>{t("rota.worked")}</span>}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
