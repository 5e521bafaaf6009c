import { Link } from "react-router";

import type { AlarmDetail, HiddenBy as Hidden } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { hiddenPath, hiddenReason } from "./hidden-reason";

interface HiddenByProps {
  readonly alarm: AlarmDetail;
  readonly hidden: Hidden;
}

/** Why an alarm is hidden, what or who hides it, and until when; with the way to it. */
export function HiddenBy({ alarm, hidden }: HiddenByProps) {
  const { t, word, text } = useWords();
  const nameOf = usePersonName();
  const path = hiddenPath(hidden);
  const reason = hiddenReason(hidden, word);
  const title = alarm.hidden_by_title === null ? null : text(alarm.hidden_by_title);
  return (
    <span data-testid="hidden-by" data-reason={hidden.reason}>
      {reason}
      {path === null ? (
        ` · ${nameOf(hidden.by)}`
      ) : (
        <>
          {" · "}
          <Link to={path} data-testid="hidden-by-link">
            {title === null || title === reason ? t(hidden.kind === "out_of_service" ? "outOfService.title" : "alarms.showReason") : title}
          </Link>
        </>
      )}
      {hidden.until !== null && (
        <span className="quiet">
          {" → "}
          <Moment at={hidden.until} />
        </span>
      )}
    </span>
  );
}
