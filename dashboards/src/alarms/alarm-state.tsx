import { Tooltip } from "antd";

import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { hiddenReason } from "./hidden-reason";

interface AlarmStateProps {
  readonly alarm: Pick<Alarm, "state" | "hidden_by">;
  /** With the reason of a hidden one beside it, where there is room; otherwise it is shown on hover. */
  readonly withReason?: boolean;
}

/** The state in a word; for a hidden alarm with the reason and until when. */
export function AlarmState({ alarm, withReason = false }: AlarmStateProps) {
  const { word } = useWords();
  const name = <span className={alarm.state === "unacknowledged" ? undefined : "quiet"}>{word("alarm.state", alarm.state)}</span>;
  if (alarm.hidden_by === null) return name;
  const reason = hiddenReason(alarm.hidden_by, word);
  return (
    <Tooltip title={withReason ? undefined : reason}>
      <span>
        {name}
        {withReason && <span className="quiet"> · {reason}</span>}
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
