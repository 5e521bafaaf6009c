import type { QueryClient } from "@tanstack/react-query";

import { keys } from "../api/keys";
import type { IncidentDetail } from "../api/schema";
import { belongsToIncidents, type IncidentFilter } from "../incidents/incident-filter";
import { patchLists } from "./patch-lists";
import { throttled } from "./throttled";

const EVERY_MS = 1_000;

/**
 * Tells what is cached that an incident has changed. Its numbers are sums over its alarms, so it is read anew: at most
 * once a second however many alarms come, and not at all while no page has asked for incidents.
 */
export function incidentNews(client: QueryClient, read: (id: string) => Promise<IncidentDetail>): (id: string) => void {
  const changed = new Set<string>();
  const readThem = throttled(() => {
    const ids = [...changed];
    changed.clear();
    for (const id of ids) {
      read(id).then(
        (incident) => takeIncident(client, incident),
        () => void client.invalidateQueries({ queryKey: ["incidents"] }),
      );
    }
  }, EVERY_MS);
  return (id) => {
    if (client.getQueriesData({ queryKey: ["incidents"] }).length === 0 && client.getQueryData(keys.incident(id)) === undefined) return;
    changed.add(id);
    readThem();
  };
}

/** Mend every list and the detail that show this incident; a new one waits in the lists that it belongs to. */
export function takeIncident(client: QueryClient, incident: IncidentDetail): void {
  patchLists(client, "incidents", incident, (filter, item) => belongsToIncidents(filter as IncidentFilter, item));
  client.setQueryData<IncidentDetail>(keys.incident(incident.id), (shown) => shown && incident);
}
