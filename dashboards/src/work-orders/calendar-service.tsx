import { Card } from "antd";
import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { dayOf, wallOf } from "../time/wall-clock";
import { useServiceDue, useVisits } from "../visits/use-visits";
import { dayName } from "./calendar-words";

interface Line {
  readonly key: string;
  readonly at: number;
  readonly to: string;
  readonly what: string;
  readonly late: boolean;
}

/** What contractors do on these days: visits that are under way until then, and services that fall due. */
export function CalendarService({ days, now }: { readonly days: readonly string[]; readonly now: number }) {
  const { t, text, word, language } = useWords();
  const { site } = useHere();
  const { data: clocks } = useServiceDue(site.id);
  const { data: visits } = useVisits({ site: site.id, open: true });
  const due = (clocks ?? []).flatMap((clock): Line[] =>
    clock.due_at === null
      ? []
      : [{ key: `due ${clock.asset}`, at: Date.parse(clock.due_at), to: `/assets/${encodeURIComponent(clock.asset)}`, what: `${t("visits.service")} · ${text(clock.name)}`, late: clock.overdue }],
  );
  const there = (visits?.pages.flatMap(({ items }) => items) ?? []).map(
    (visit): Line => ({ key: visit.id, at: Date.parse(visit.until), to: `/visits/${visit.id}`, what: `${word("visit.purpose", visit.purpose)} · ${visit.firm}`, late: visit.overdue }),
  );
  const lines = [...there, ...due].filter(({ at }) => days.includes(dayOf(at, site.time_zone))).sort((a, b) => a.at - b.at);
  if (lines.length === 0) return null;
  return (
    <Card size="small" title={t("views.calendar.contractors")} style={{ marginTop: 12 }} data-testid="calendar-service">
      <ul style={{ display: "grid", gap: 6 }}>
        {lines.map(({ key, at, to, what, late }) => (
          <li key={key}>
            <span className={`number ${late || at < now ? "late" : "quiet"}`}>
              {dayName(dayOf(at, site.time_zone), language)} {wallOf(at, site.time_zone).slice(11)}
            </span>{" "}
            <Link to={to}>{what}</Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
