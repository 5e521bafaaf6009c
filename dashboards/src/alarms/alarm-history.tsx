import { Timeline } from "antd";

import type { AlarmEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { ownHalf } from "../messages/translate";
import { Moment } from "../time/moment";

/** Who did what when, newest first. */
export function AlarmHistory({ entries }: { readonly entries: readonly AlarmEntry[] }) {
  const { t, word, language } = useWords();
  return (
    <Timeline
      style={{ marginTop: 8 }}
      items={[...entries].reverse().map((entry, index) => ({
        key: `${entry.at}${index}`,
        color: "gray",
        content: (
          <div data-testid="alarm-entry" data-event={entry.event}>
            <strong>{word("alarm.event", entry.event)}</strong>
            <span className="quiet">
              {" · "}
              {entry.actor === "system" ? t("actor.system") : entry.actor} · <Moment at={entry.at} />
            </span>
            {entry.note !== "" && <div>{entry.actor === "system" ? ownHalf(entry.note, language) : entry.note}</div>}
          </div>
        ),
      }))}
    />
  );
}
