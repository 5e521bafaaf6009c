import type { Incident } from "../api/schema";
import { useWords } from "../messages/language-context";

/** How many alarms it has, and how they stand. */
export function IncidentCounts({ incident }: { readonly incident: Pick<Incident, "alarm_count" | "active_count" | "suppressed_count"> }) {
  const { t } = useWords();
  return (
    <>
      <span className="number">{t("incidents.alarms", { n: incident.alarm_count })}</span>
      {incident.active_count > 0 && <span className="number">{t("incidents.active", { n: incident.active_count })}</span>}
      {incident.suppressed_count > 0 && <span className="number">{t("incidents.suppressed", { n: incident.suppressed_count })}</span>}
    </>
  );
}
