import { api, data } from "../api/client";
import type { IncidentDetail } from "../api/schema";

export function readIncident(id: string): Promise<IncidentDetail> {
  return data(api.GET("/api/v1/incidents/{incident_id}", { params: { path: { incident_id: id } } }));
}
