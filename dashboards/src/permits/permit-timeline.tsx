import { Timeline } from "antd";

import type { PermitEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

/** Who did what when, newest first. */
export function PermitTimeline({ entries }: { readonly entries: readonly PermitEntry[] }) {
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
            <strong className={entry.step === "expire" && entry.state === "expired" ? "late" : undefined}>{word("permit.step", entry.step)}</strong>
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
