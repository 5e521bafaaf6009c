import { Alert, Button } from "antd";
import { useEffect } from "react";

import { useLive, useStreamState } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { timeOfDay } from "../time/format";

/** A break this short needs no words. */
const HARDLY_A_BREAK_MS = 2_000;
const READ_MS = 20_000;

/** Says that the live stream is lost and since when; when it is back, what changed meanwhile. */
export function ConnectionBar() {
  const { t, language } = useWords();
  const zone = useZone();
  const now = useNow();
  const { hurry, dismiss } = useLive();
  const { phase, lostSince, meanwhile } = useStreamState();

  useEffect(() => {
    if (meanwhile === null) return undefined;
    const timer = setTimeout(dismiss, READ_MS);
    return () => clearTimeout(timer);
  }, [meanwhile, dismiss]);

  if (phase === "lost" && lostSince !== null && now - lostSince > HARDLY_A_BREAK_MS) {
    const length = lasting(now - lostSince);
    return (
      <Alert
        banner
        type="error"
        data-testid="connection-bar"
        title={t("live.lost", { since: timeOfDay(lostSince, zone, language), length: t(length.key, length.values) })}
        action={
          <Button size="small" onClick={hurry}>
            {t("live.tryNow")}
          </Button>
        }
      />
    );
  }
  if (phase === "open" && meanwhile !== null && meanwhile.lostForMs > HARDLY_A_BREAK_MS) {
    const length = lasting(meanwhile.lostForMs);
    const { alarms, orders } = meanwhile;
    const told = alarms + orders > 0 ? t("live.meanwhile", { alarms, orders }) : t("live.nothingMeanwhile");
    return (
      <Alert
        banner
        type="info"
        data-testid="connection-bar"
        title={t("live.back", { length: t(length.key, length.values) }) + told}
        closable={{ onClose: dismiss }}
      />
    );
  }
  return null;
}
