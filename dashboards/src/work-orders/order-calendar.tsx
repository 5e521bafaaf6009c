import { Button, Segmented, Skeleton } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import { dayAfter, firstOfMonth, monthOf, sevenFrom, weekOf } from "../time/days";
import { dayOf } from "../time/wall-clock";
import { Agenda } from "./calendar-agenda";
import { CalendarService } from "./calendar-service";
import { dayName, monthName } from "./calendar-words";
import { MonthGrid } from "./month-grid";
import styles from "./order-calendar.module.css";
import type { OrderFilter } from "./order-filter";
import { useCalendar } from "./use-calendar";

type Length = "month" | "week";

/** What is due when: a month as a grid, a week as an agenda. A phone shows seven days from today on. */
export function OrderCalendar({ filter }: { readonly filter: OrderFilter }) {
  const { t, language } = useWords();
  const narrow = useNarrow();
  const now = useNow(60);
  const today = dayOf(now, filter.zone);
  const [params, setParams] = useSearchParams();
  const asked = params.get("day") ?? "";
  const day = /^\d{4}-\d\d-\d\d$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
  const length: Length = narrow || params.get("length") === "week" ? "week" : "month";
  const days = useMemo(() => (length === "month" ? monthOf(day) : narrow ? sevenFrom(day) : weekOf(day)), [length, narrow, day]);
  const { query, entries, more, hasMore, loading } = useCalendar(filter, days);

  function go(changed: Readonly<Record<string, string>>) {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changed)) next.set(name, value);
    setParams(next, { replace: true });
  }
  const step = (by: number) => go({ day: length === "month" ? firstOfMonth(day, by) : dayAfter(day, 7 * by) });

  return (
    <section data-testid="calendar" aria-busy={loading}>
      <div className={styles.head}>
        <Button icon={<Icon name="back" />} onClick={() => step(-1)} aria-label={t("board.earlier")} data-testid="earlier" />
        <h2>{length === "month" ? monthName(day, language) : `${dayName(days[0] ?? day, language)} – ${dayName(days[6] ?? day, language)}`}</h2>
        <Button icon={<span className={styles.turned}>{<Icon name="back" />}</span>} onClick={() => step(1)} aria-label={t("board.later")} data-testid="later" />
        <Button onClick={() => go({ day: today })} disabled={days.includes(today)}>
          {t("board.today")}
        </Button>
        {!narrow && (
          <Segmented<Length>
            value={length}
            onChange={(chosen) => go({ length: chosen })}
            options={[
              { value: "month", label: t("board.month") },
              { value: "week", label: t("board.week") },
            ]}
          />
        )}
      </div>
      {query.isError && loading ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : loading ? (
        <Skeleton active paragraph={{ rows: 10 }} />
      ) : length === "month" ? (
        <>
          <MonthGrid days={days} month={day} today={today} entries={entries} now={now} chosen={asked} choose={(chosen) => go({ day: chosen })} />
          {asked !== "" && entries.has(asked) && <Agenda days={[asked]} today={today} entries={entries} now={now} />}
        </>
      ) : (
        <Agenda days={days} today={today} entries={entries} now={now} />
      )}
      <CalendarService days={days} now={now} />
      {hasMore && (
        <p className={styles.more}>
          {t("board.calendarFull")}{" "}
          <Button size="small" loading={more.isPending} onClick={() => more.mutate()}>
            {t("list.more")}
          </Button>
        </p>
      )}
    </section>
  );
}
