import { useEffect } from "react";

import { useOverview } from "../overview/use-overview";
import { useWords } from "../messages/language-context";

/** What stands beside the names of pages: alarms that nobody has acknowledged, orders that are late. Also in the tab's title. */
export function useBadges(): Readonly<Record<string, number>> {
  const { data } = useOverview();
  const { t } = useWords();
  const unacknowledged = data?.by_severity.reduce((sum, load) => sum + load.unacknowledged, 0) ?? 0;
  const name = t("app.name");
  useEffect(() => {
    document.title = unacknowledged > 0 ? `(${unacknowledged}) ${name}` : name;
  }, [unacknowledged, name]);
  return { "/alarms": unacknowledged, "/work-orders": data?.late_total ?? 0 };
}
