import { useCallback, useMemo } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Incident } from "../api/schema";
import { usePatchedList } from "../live/use-patched-list";
import { useHere } from "../sites/site-context";
import { belongsToIncidents, type IncidentFilter } from "./incident-filter";

const newest = (incident: Incident) => incident.opened_at;

/** Incidents of the chosen site that go on (`open`), or those that have ended; newest first, kept alive by the stream. */
export function useIncidents(open: boolean, limit = 50) {
  const { site } = useHere();
  const filter = useMemo<IncidentFilter>(() => ({ site: site.id, open }), [site.id, open]);
  const queryKey = useMemo(() => keys.incidents(filter), [filter]);
  const page = useCallback(
    (cursor: string | undefined) => data(api.GET("/api/v1/incidents", { params: { query: { ...filter, cursor, limit } } })),
    [filter, limit],
  );
  const belongs = useCallback((incident: Incident) => belongsToIncidents(filter, incident), [filter]);
  return { ...usePatchedList<Incident>({ queryKey, page, belongs, newest }), belongs };
}
