import { Timeline } from "antd";

import type { WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { usePersonName } from "./use-people";

/** Further apart than this, doing and telling are both shown. */
const TOLD_LATER_MS = 60_000;

/** Who did what when, newest first. */
export function OrderTimeline({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word, language } = useWords();
  const nameOf = usePersonName();
  return (
    <Timeline
      style={{ marginTop: 8 }}
      items={[...order.timeline].reverse().map((entry) => ({
        key: entry.id,
        color: "gray",
        content: (
          <div data-testid="timeline-entry" data-event={entry.event}>
            <strong className={entry.event === "overdue" ? "late" : undefined}>{word("order.event", entry.event)}</strong>
            <span className="quiet">
              {" · "}
              {nameOf(entry.actor)} · <Moment at={entry.occurred_at} />
              {Date.parse(entry.at) - Date.parse(entry.occurred_at) > TOLD_LATER_MS && (
                <>
                  {" "}
                  ({t("orders.toldAt")} <Moment at={entry.at} />)
                </>
              )}
            </span>
            {entry.note !== "" && (
              <div style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{entry.actor === "system" ? ownHalf(entry.note, language) : entry.note}</div>
            )}
          </div>
        ),
      }))}
    />
  );
}
