import type { Alarm } from "../api/schema";

/**
 * Alarms that stay in sight beside incidents: those that belong to none, and everything critical that still stands, but
 * for what only passes its own cause on (the feeder behind the dead transformer): the incident says that already.
 */
export function looseAlarms<T extends Pick<Alarm, "incident_id" | "severity" | "condition" | "causes">>(alarms: readonly T[]): T[] {
  return alarms.filter(({ incident_id, severity, condition, causes }) => incident_id === null || (severity === "critical" && condition && causes === null));
}
