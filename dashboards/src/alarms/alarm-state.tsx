import { Tooltip } from "antd";

import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";

/** The state in a word; for a hidden alarm with the reason and until when. */
export function AlarmState({ alarm }: { readonly alarm: Pick<Alarm, "state" | "hidden_by"> }) {
  const { word } = useWords();
  const name = <span className={alarm.state === "unacknowledged" ? undefined : "quiet"}>{word("alarm.state", alarm.state)}</span>;
  if (alarm.hidden_by === null) return name;
  return (
    <Tooltip title={alarm.hidden_by.reason}>
      <span>
        {name}
        {alarm.hidden_by.until !== null && (
          <span className="quiet">
            {" → "}
            <Moment at={alarm.hidden_by.until} />
          </span>
        )}
      </span>
    </Tooltip>
  );
}
