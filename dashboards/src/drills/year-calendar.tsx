import { Button, Skeleton, Space } from "antd";
import { Link } from "react-router";

import type { CalendarSlot } from "../api/schema";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./drills.module.css";
import { useDrillCalendar } from "./use-drills";

interface YearCalendarProps {
  readonly year: number;
  readonly choose: (year: number) => void;
}

/** How often each plan has to be drilled, who says so, and what of it is done, planned and overdue. */
export function YearCalendar({ year, choose }: YearCalendarProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const { data: calendar, error, refetch } = useDrillCalendar(site.id, year);
  return (
    <>
      <Space.Compact>
        <Button onClick={() => choose(year - 1)} aria-label={t("drills.yearBefore")} data-testid="year-before">
          ‹
        </Button>
        <Button disabled style={{ color: "inherit" }} data-testid="year">
          {year}
        </Button>
        <Button onClick={() => choose(year + 1)} aria-label={t("drills.yearAfter")} data-testid="year-after">
          ›
        </Button>
      </Space.Compact>
      {calendar === undefined && error === null && <Skeleton active paragraph={{ rows: 8 }} />}
      {calendar === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
      {calendar !== undefined && (
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("drills.view.calendar")}>
          <table className={styles.table} data-testid="drill-calendar">
            <thead>
              <tr>
                <th scope="col">{t("drills.planName")}</th>
                <th scope="col">{t("drills.periods")}</th>
                <th scope="col">{t("drills.source")}</th>
              </tr>
            </thead>
            <tbody>
              {calendar.lines.map((line) => (
                <tr key={line.plan_key} data-plan={line.plan_key}>
                  <td>
                    <strong>{text(line.title)}</strong>
                    <div className="quiet">{t("drills.timesAYear", { n: line.times })}</div>
                  </td>
                  <td>
                    <div className={styles.slots}>
                      {line.slots.map((slot) => (
                        <Slot key={slot.first} slot={slot} plan={line.plan_key} />
                      ))}
                    </div>
                  </td>
                  <td className="quiet">{text(line.source)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Slot({ slot, plan }: { readonly slot: CalendarSlot; readonly plan: string }) {
  const { t, word } = useWords();
  const mayPlan = useMay("plan_drills");
  const wanted = slot.state === "due" || slot.state === "ahead";
  return (
    <div className={styles.slot} data-testid="calendar-slot" data-state={slot.state}>
      <span className="quiet number nowrap">
        {slot.first.slice(5)} – {slot.last.slice(5)}
      </span>
      <strong className={slot.state === "overdue" ? "late" : undefined}>{word("drill.slot", slot.state)}</strong>
      {slot.state === "due" && <span className="quiet nowrap">{t("drills.daysLeft", { n: slot.days_left })}</span>}
      {slot.drills.map((drill) => (
        <span key={drill.id}>
          <Link to={`/drills/${drill.id}`}>
            {drill.title} · <Moment at={drill.begins_at} />
          </Link>
          {drill.percent !== null && ` ${drill.percent}%`}
        </span>
      ))}
      {mayPlan && wanted && <Link to={`/drills/new?plan=${encodeURIComponent(plan)}`}>{t("drills.plan")}</Link>}
    </div>
  );
}
