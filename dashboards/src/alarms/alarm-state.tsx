import { Tooltip } from "antd";
import { Link } from "react-router";

import type { Alarm } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { hiddenPath, hiddenReason } from "./hidden-reason";

interface AlarmStateProps {
  readonly alarm: Pick<Alarm, "state" | "hidden_by">;
  /** With the reason of a hidden one beside it, leading to what hides it, where there is room; otherwise it is shown on hover. */
  readonly withReason?: boolean;
}

/** The state in a word; for a hidden alarm with the reason and until when. */
export function AlarmState({ alarm, withReason = false }: AlarmStateProps) {
  const { word } = useWords();
  const name = <span className={alarm.state === "unacknowledged" ? undefined : "quiet"}>{word("alarm.state", alarm.state)}</span>;
  if (alarm.hidden_by === null) return name;
  const reason = hiddenReason(alarm.hidden_by, word);
  const path = hiddenPath(alarm.hidden_by);
  return (
    <Tooltip title={withReason ? undefined : reason}>
      <span>
        {name}
        {withReason && (
          <span className="quiet">
            {" · "}
            {path === null ? (
              reason
            ) : (
              <Link to={path} onClick={(event) => event.stopPropagation()} className="quiet" data-testid="hidden-reason">
                {reason}
              </Link>
            )}
          </span>
        )}
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
