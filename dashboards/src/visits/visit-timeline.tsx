import { Timeline } from "antd";

import type { VisitEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

/** Who did what when, newest first. */
export function VisitTimeline({ entries }: { readonly entries: readonly VisitEntry[] }) {
  const { t, word, language } = useWords();
  const nameOf = usePersonName();
  return (
    <Timeline
      style={{ marginTop: 8 }}
      items={[...entries].reverse().map((entry, index) => ({
        key: `${entry.at}${index}`,
        color: "gray",
        content: (
          <div data-testid="timeline-entry" data-event={entry.step}>
            <strong>{word("visit.step", entry.step)}</strong>
            <span className="quiet">
              {" · "}
              {entry.actor === "visitor" ? t("actor.visitor") : nameOf(entry.actor)} · <Moment at={entry.at} />
            </span>
            {entry.note !== "" && <div style={{ whiteSpace: "pre-line", overflowWrap: "anywhere" }}>{ownHalf(entry.note, language)}</div>}
          </div>
        ),
      }))}
    />
  );
}
