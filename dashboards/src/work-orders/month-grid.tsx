import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import { wallOf } from "../time/wall-clock";
import { useZone } from "../sites/site-context";
import { type CalendarEntry, isLate } from "./calendar-entries";
import { dayName, weekdayName } from "./calendar-words";
import styles from "./order-calendar.module.css";

interface MonthGridProps {
  readonly days: readonly string[];
  /** Any day of the month that is shown; days around it are quieter. */
  readonly month: string;
  readonly today: string;
  readonly entries: ReadonlyMap<string, readonly CalendarEntry[]>;
  readonly now: number;
  readonly chosen: string;
  readonly choose: (day: string) => void;
}

/** So many stand in a cell; the day itself shows the rest. */
const IN_A_CELL = 4;

/** A month of weeks from Monday; colour is for what is late. */
export function MonthGrid({ days, month, today, entries, now, chosen, choose }: MonthGridProps) {
  const { t, text, language } = useWords();
  const zone = useZone();
  return (
    <div className={styles.grid} role="grid" aria-label={t("board.calendar")}>
      <div className={styles.week} role="row">
        {days.slice(0, 7).map((day) => (
          <div key={day} role="columnheader" className={`quiet ${styles.weekday}`}>
            {weekdayName(day, language)}
          </div>
        ))}
      </div>
      {Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7)).map((week) => (
        <div key={week[0]} className={styles.week} role="row">
          {week.map((day) => {
            const all = entries.get(day) ?? [];
            return (
              <div
                key={day}
                role="gridcell"
                className={`${styles.cell} ${day.slice(0, 7) === month.slice(0, 7) ? "" : styles.other} ${day === chosen ? styles.chosen : ""}`}
                data-testid="calendar-day"
                data-day={day}
              >
                <button
                  type="button"
                  className={`${styles.day} ${day === today ? styles.today : ""}`}
                  onClick={() => choose(day)}
                  aria-label={t("board.dayCount", { day: dayName(day, language), n: all.length })}
                >
                  {Number(day.slice(8))}
                </button>
                {all.slice(0, IN_A_CELL).map(({ order, what, at }) => (
                  <Link
                    key={`${order.id} ${what}`}
                    to={`/work-orders/${order.id}`}
                    className={`${styles.entry} ${isLate({ order, what, at }, now) ? "late" : ""}`}
                    title={`${t(`board.entry.${what}`)} · ${text(order.title)}`}
                    data-testid="calendar-entry"
                    data-order-id={order.id}
                  >
                    <span className="number">{wallOf(at, zone).slice(11)}</span> {what === "promise" && `${t("board.entry.promise")} `}
                    {text(order.title)}
                  </Link>
                ))}
                {all.length > IN_A_CELL && (
                  <button type="button" className={styles.rest} onClick={() => choose(day)} data-testid="calendar-rest">
                    {t("board.moreOfDay", { n: all.length - IN_A_CELL })}
                  </button>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
