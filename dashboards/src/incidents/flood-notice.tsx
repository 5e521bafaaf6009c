import { Alert, Button } from "antd";

import type { FloodNow } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";

interface FloodNoticeProps {
  readonly flood: FloodNow;
  readonly flat: boolean;
  /** Without it there is nothing to choose here. */
  readonly showFlat?: (flat: boolean) => void;
}

/** Says calmly that many alarms come at once and what the page does about it; one button changes that. */
export function FloodNotice({ flood, flat, showFlat }: FloodNoticeProps) {
  const { t } = useWords();
  const momentWords = useMomentWords();
  const told = { minutes: Math.round(flood.window_s / 60), n: flood.alarms, since: momentWords(flood.since) };
  return (
    <Alert
      type="info"
      showIcon={false}
      data-testid="flood-notice"
      data-view={flat ? "flat" : "incidents"}
      title={t(flat ? "flood.flat" : "flood.incidents", told)}
      action={
        showFlat !== undefined && (
          <Button size="small" onClick={() => showFlat(!flat)} data-testid="flood-switch">
            {t(flat ? "flood.showIncidents" : "flood.showFlat")}
          </Button>
        )
      }
    />
  );
}
