import type { Incident } from "../api/schema";

/** Which incidents a list shows. */
export interface IncidentFilter {
  readonly site: string;
  /** Those that have not ended, or only the others. */
  readonly open: boolean;
}

/** Whether an incident belongs into the list of a filter. */
export function belongsToIncidents(filter: IncidentFilter, incident: Pick<Incident, "site" | "drill_id" | "closed_at">): boolean {
  return incident.site === filter.site && incident.drill_id === null && (incident.closed_at === null) === filter.open;
}
