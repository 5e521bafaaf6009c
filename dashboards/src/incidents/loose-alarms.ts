import type { Alarm } from "../api/schema";

/** Alarms that stay in sight beside incidents: those that belong to none, and everything critical. */
export function looseAlarms<T extends Pick<Alarm, "incident_id" | "severity">>(alarms: readonly T[]): T[] {
  return alarms.filter(({ incident_id, severity }) => incident_id === null || severity === "critical");
}
