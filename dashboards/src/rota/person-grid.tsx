import { useWords } from "../messages/language-context";
import { DayHeads } from "./day-heads";
import styles from "./rota.module.css";
import { shiftOf } from "./span";
import { type RotaCalendar, useHours } from "./words";

interface PersonGridProps {
  readonly rota: RotaCalendar;
  readonly today: string;
  readonly zone: string;
}

/** The rota by person: the mark of each day's shift, as on the sheet at the wall. */
export function PersonGrid({ rota, today, zone }: PersonGridProps) {
  const { t, text, word } = useWords();
  const hours = useHours();
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  const people = new Map(rota.duties.map(({ username, name }) => [username, name]));
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("rota.person")}>
      <table className={`${styles.grid} ${styles.month}`} data-testid="person-grid">
        <DayHeads rota={rota} today={today} corner={t("rota.person")} />
        <tbody>
          {[...people].sort(([one], [other]) => one.localeCompare(other)).map(([username, name]) => (
            <tr key={username} data-username={username}>
              <th scope="row">{name}</th>
              {rota.days.map(({ day }) => {
                const there = rota.duties.filter((duty) => duty.username === username && (duty.day ?? local.format(new Date(duty.since))) === day);
                const away = rota.absences.some((absence) => absence.username === username && local.format(new Date(absence.since)) <= day && day <= local.format(new Date(Date.parse(absence.until) - 1)));
                const marks = new Map(there.map((duty) => [shiftOf(duty, rota.shifts)?.mark ?? hours(duty.since, duty.until), duty]));
                return (
                  <td key={day} title={there.map((duty) => [duty.shift, duty.post && word("rota.post", duty.post)].filter(Boolean).join(" · ")).join("\n")}>
                    {[...marks].map(([mark, duty]) => {
                      const shift = shiftOf(duty, rota.shifts);
                      return (
                        <span key={mark} aria-label={shift === undefined ? mark : text(shift.name)}>
                          {mark}{" "}
                        </span>
                      );
                    })}
                    {away && <span className="quiet">{t("rota.away")}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
