import type { WorkOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { useNow } from "../time/clock";
import { fullMoment } from "../time/format";
import { dueWords } from "./due-words";
import { nextLimit, urgency } from "./next-limit";

/** The limit that an order is under, counting down; in colour only when it is near or past. */
export function DueState({ order }: { readonly order: WorkOrder }) {
  const { t, language } = useWords();
  const zone = useZone();
  const limit = nextLimit(order);
  const near = limit !== null && Math.abs(limit.at - Date.parse(order.opened_at)) < 3_600_000;
  const now = useNow(near ? 1 : 10);
  if (limit === null) return null;
  const { sentence, length } = dueWords(limit, now);
  const how = urgency(limit, Date.parse(order.opened_at), now);
  return (
    <span
      className={`number ${how === "late" ? "late" : how === "soon" ? "severity-high" : "quiet"}`}
      title={fullMoment(limit.at, zone, language)}
      data-testid="due"
      data-urgency={how}
    >
      {t(sentence, { length: t(length.key, length.values) })}
    </span>
  );
}
