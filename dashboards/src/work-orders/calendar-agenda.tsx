import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { wallOf } from "../time/wall-clock";
import { type CalendarEntry, isLate } from "./calendar-entries";
import { dayName } from "./calendar-words";
import styles from "./order-calendar.module.css";
import { OrderCard } from "./order-card";

interface AgendaProps {
  readonly days: readonly string[];
  readonly today: string;
  readonly entries: ReadonlyMap<string, readonly CalendarEntry[]>;
  readonly now: number;
}

/** Day by day what is due, as cards: what fits in a hand. */
export function Agenda({ days, today, entries, now }: AgendaProps) {
  const { t, language } = useWords();
  const zone = useZone();
  return (
    <div className={styles.agenda} data-testid="agenda">
      {days.map((day) => (
        <section key={day} aria-label={dayName(day, language)} data-testid="agenda-day" data-day={day}>
          <h3 className={day === today ? styles.today : undefined}>
            {dayName(day, language)} {day === today && <span className="quiet">{t("board.today")}</span>}
          </h3>
          {entries.has(day) ? (
            <ul>
              {entries.get(day)?.map((entry) => (
                <li key={`${entry.order.id} ${entry.what}`}>
                  <span className={`number ${isLate(entry, now) ? "late" : "quiet"}`}>
                    {wallOf(entry.at, zone).slice(11)} {t(`board.entry.${entry.what}`)}
                  </span>
                  <OrderCard order={entry.order} withState />
                </li>
              ))}
            </ul>
          ) : (
            <p className="quiet">{t("board.nothingDue")}</p>
          )}
        </section>
      ))}
    </div>
  );
}
