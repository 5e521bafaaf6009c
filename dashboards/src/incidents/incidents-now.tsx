import { Skeleton } from "antd";
import { useMemo } from "react";

import { Failure } from "../layout/failure";
import { useReleased } from "../live/use-released";
import { useWords } from "../messages/language-context";
import { IncidentList } from "./incident-list";
import { useIncidents } from "./use-incidents";

/** The incidents that go on, for pages that show them instead of their alarms. */
export function IncidentsNow() {
  const { t } = useWords();
  const { query, list, release, belongs } = useIncidents(true, 200);
  useReleased(list, release);
  const incidents = useMemo(() => (list?.items ?? []).filter(belongs), [list, belongs]);
  if (list === undefined) return query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Skeleton active paragraph={{ rows: 3 }} />;
  return (
    <div data-testid="incidents-now">
      {incidents.length === 0 ? <p className="quiet">{t("incidents.noneInFlood")}</p> : <IncidentList incidents={incidents} />}
    </div>
  );
}
