import { Button, Empty, Skeleton } from "antd";
import { useState } from "react";

import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { useNow } from "../time/clock";
import { dayOf } from "../time/wall-clock";
import { CalendarsDialog } from "./calendars-dialog";
import { CannotComeDialog } from "./cannot-come-dialog";
import styles from "./rota.module.css";
import { shiftOf, type Stretch, stretches } from "./span";
import { SwapDialog } from "./swap-dialog";
import { SwapList } from "./swap-list";
import { useRota } from "./use-rota";
import { type RotaCalendar, useDayWords, useHours } from "./words";

const WEEKS = 4;

/** My shifts of the weeks to come: the next one first, each to be swapped; and what colleagues ask of me. */
export function MyShifts() {
  const { t } = useWords();
  const { me, site } = useHere();
  const lead = useMay("arrange_duty");
  const now = useNow(60);
  const { data: rota, error, refetch } = useRota(dayOf(now, site.time_zone), WEEKS * 7);
  const [swapping, swap] = useState<Stretch | null>(null);
  const [dialog, show] = useState<"away" | "calendars" | null>(null);
  if (rota === undefined) return error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : <Failure error={error} retry={() => void refetch()} />;
  const mine = stretches(rota.duties.filter(({ username, until }) => username === me.username && Date.parse(until) > now));
  return (
    <div className={styles.columns}>
      <section className={styles.stack}>
        <div className={styles.actions}>
          <Button onClick={() => show("away")} data-testid="cannot-come">
            {t("rota.cannotCome")}
          </Button>
          <Button onClick={() => show("calendars")} data-testid="calendars">
            {t("rota.subscribe")}
          </Button>
        </div>
        {mine.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("rota.noShifts")} />
        ) : (
          <ul className={styles.list} data-testid="my-shifts">
            {mine.map((stretch, place) => (
              <MyShift key={stretch.since + stretch.until} stretch={stretch} rota={rota} next={place === 0} now={now} swap={() => swap(stretch)} />
            ))}
          </ul>
        )}
      </section>
      <SwapList mine={!lead} />
      <SwapDialog stretch={swapping} rota={rota} close={() => swap(null)} />
      <CannotComeDialog open={dialog === "away"} close={() => show(null)} />
      <CalendarsDialog open={dialog === "calendars"} close={() => show(null)} />
    </div>
  );
}

interface MyShiftProps {
  readonly stretch: Stretch;
  readonly rota: RotaCalendar;
  readonly next: boolean;
  readonly now: number;
  readonly swap: () => void;
}

function MyShift({ stretch, rota, next, now, swap }: MyShiftProps) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const days = useDayWords();
  const hours = useHours();
  const shift = shiftOf(stretch.first, rota.shifts);
  const runs = Date.parse(stretch.since) <= now;
  return (
    <li className={`${styles.card} ${next ? styles.next : ""}`} data-testid="my-shift" data-runs={runs}>
      <div className={styles.line}>
        <span className={next ? styles.big : undefined}>
          {days(stretch.first.day ?? dayOf(Date.parse(stretch.since), site.time_zone)).long} {hours(stretch.since, stretch.until)}
        </span>
        {runs ? <span className={styles.tag}>{t("rota.now")}</span> : next && <span className={styles.tag}>{t("rota.next")}</span>}
      </div>
      <div className={styles.line}>
        {shift !== undefined && <strong>{text(shift.name)}</strong>}
        {stretch.duties.map(({ id, post }) => post !== null && <span key={id}>{word("rota.post", post)}</span>)}
        {!runs && (
          <Button size="small" onClick={swap} style={{ marginInlineStart: "auto" }} data-testid="ask-swap">
            {t("rota.swap")}
          </Button>
        )}
      </div>
    </li>
  );
}
