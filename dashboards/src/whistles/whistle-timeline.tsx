import { Timeline } from "antd";

import type { WhistleEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

const LATE: readonly string[] = ["late", "escalate"];

/** Who did what when, newest first. */
export function WhistleTimeline({ entries }: { readonly entries: readonly WhistleEntry[] }) {
  const { word, language } = useWords();
  const nameOf = usePersonName();
  return (
    <Timeline
      style={{ marginTop: 8 }}
      items={[...entries].reverse().map((entry, index) => ({
        key: `${entry.at}${index}`,
        color: "gray",
        content: (
          <div data-testid="timeline-entry" data-event={entry.step}>
            <strong className={LATE.includes(entry.step) ? "late" : undefined}>{word("whistle.step", entry.step)}</strong>
            {entry.department !== null && ` · ${word("department", entry.department)}`}
            <span className="quiet">
              {" · "}
              {nameOf(entry.actor)} · <Moment at={entry.at} />
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
