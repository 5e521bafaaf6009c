import { Alert } from "antd";
import { Link } from "react-router";

import { useWords } from "../messages/language-context";
import { ago } from "../time/ago";
import { useNow } from "../time/clock";
import { useQueue, useReach } from "./use-offline";

/** Says that the page is offline and how old what it shows is, what waits to be sent, and what needs its person. */
export function OfflineBar() {
  const { t } = useWords();
  const now = useNow(10);
  const { waiting, refused } = useQueue();
  const { lostSince, shownSince } = useReach();
  if (lostSince === null && waiting.length === 0 && refused.length === 0) return null;
  const age = shownSince === null ? null : ago(shownSince, now);
  const says = [
    lostSince !== null && (age === null ? t("offline.bar.offline") : t("offline.bar.shown", { age: t(age.key, age.values) })),
    waiting.length > 0 && t("offline.bar.waiting", { n: waiting.length }),
    refused.length > 0 && t("offline.bar.needsYou", { n: refused.length }),
  ].filter((part) => part !== false);
  return (
    <Alert
      banner
      type={refused.length > 0 ? "warning" : "info"}
      data-testid="offline-bar"
      data-waiting={waiting.length}
      data-refused={refused.length}
      data-offline={lostSince !== null}
      title={says.join(" · ")}
      action={<Link to="/offline">{t("offline.bar.look")}</Link>}
    />
  );
}
