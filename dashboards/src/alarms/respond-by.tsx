import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";

const SOON_MS = 5 * 60_000;

/** How long there is to respond before the consequence comes; nothing once somebody has, or nobody needs to. */
export function RespondBy({ alarm }: { readonly alarm: Pick<Alarm, "respond_by" | "state" | "raised_at"> }) {
  const { t } = useWords();
  const now = useNow();
  if (alarm.respond_by === null || alarm.state !== "unacknowledged") return null;
  const left = Date.parse(alarm.respond_by) - now;
  const length = lasting(Math.abs(left));
  const soon = left < SOON_MS && left < (Date.parse(alarm.respond_by) - Date.parse(alarm.raised_at)) / 2;
  return (
    <span className={`number ${left <= 0 ? "late" : soon ? "severity-high" : "quiet"}`} data-testid="respond-by">
      {t(left > 0 ? "alarms.respondLeft" : "alarms.respondLate", { length: t(length.key, length.values) })}
    </span>
  );
}
