import { Alert } from "antd";
import { useLocation } from "react-router";

import { LinkButton } from "../layout/link-button";
import { useWords } from "../messages/language-context";
import { callPath } from "./behind";
import { mostUrgentFirst, rings } from "./calls";
import { useCallTitle } from "./use-call-title";
import { useMyCalls } from "./use-calls";

/** Somebody is waiting for this person's answer: it stands on every page until there is one. */
export function CallBar() {
  const { t } = useWords();
  const titleOf = useCallTitle();
  const location = useLocation();
  const { data: calls } = useMyCalls();
  const waiting = mostUrgentFirst(calls ?? []).filter(rings);
  const first = waiting[0];
  if (first === undefined) return null;
  const title = titleOf(first);
  return (
    <Alert
      banner
      type="error"
      data-testid="call-bar"
      title={waiting.length === 1 ? t("phone.calledTo", { title }) : t("phone.calledToMore", { title, n: waiting.length - 1 })}
      action={
        <LinkButton to={callPath(first.id)} state={{ behind: location }} testId="open-call">
          {t("phone.openCall")}
        </LinkButton>
      }
    />
  );
}
