/** Which alarms a list shows: kept in the page's address, asked of the API, judged again for each live change. */
import type { Alarm, AlarmStateAsked, Department, Severity } from "../api/schema";
import { type Choices, listIn, oneIn, textIn, written } from "../layout/search-params";

export const SEVERITIES = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];
export const DEPARTMENTS = ["engineering", "security", "service_centre", "cleaning", "greening", "management"] as const satisfies readonly Department[];
export const ALARM_STATES = [
  "active",
  "unacknowledged",
  "acknowledged",
  "returned_unacknowledged",
  "shelved",
  "suppressed",
  "out_of_service",
  "normal",
] as const satisfies readonly AlarmStateAsked[];

const ACTIVE: ReadonlySet<string> = new Set(["unacknowledged", "acknowledged", "returned_unacknowledged"]);

export interface AlarmFilter {
  readonly site: string;
  /** Empty: any. */
  readonly state: readonly AlarmStateAsked[];
  readonly severity: readonly Severity[];
  readonly department: Department | null;
  readonly asset: string | null;
  readonly text: string;
}

/** The filter that an address tells. Without a word about states it is what is active; `state=any` is everything. */
export function alarmFilterOf(params: URLSearchParams, site: string): AlarmFilter {
  const state: Choices<AlarmStateAsked> = listIn(params, "state", ALARM_STATES);
  return {
    site,
    state: params.has("state") ? state : ["active"],
    severity: listIn(params, "severity", SEVERITIES),
    department: oneIn(params, "department", DEPARTMENTS),
    asset: textIn(params, "asset") || null,
    text: textIn(params, "q"),
  };
}

/** The address of a filter, without what is usual. */
export function alarmParams(filter: AlarmFilter): URLSearchParams {
  const usual = filter.state.length === 1 && filter.state[0] === "active";
  return written({
    state: usual ? "" : filter.state.join(",") || "any",
    severity: filter.severity.join(","),
    department: filter.department ?? "",
    asset: filter.asset ?? "",
    q: filter.text,
  });
}

/** The same as the API's query. */
export function alarmQuery(filter: AlarmFilter) {
  return {
    site: filter.site,
    state: filter.state.length === 0 ? undefined : [...filter.state],
    severity: filter.severity.length === 0 ? undefined : [...filter.severity],
    department: filter.department ?? undefined,
    asset: filter.asset ?? undefined,
    text: filter.text || undefined,
  };
}

/** Whether an alarm belongs into the list of a filter. */
export function belongsToAlarms(filter: AlarmFilter, alarm: Alarm): boolean {
  return (
    alarm.site === filter.site &&
    alarm.drill_id === null &&
    (filter.state.length === 0 || filter.state.some((asked) => (asked === "active" ? ACTIVE.has(alarm.state) : asked === alarm.state))) &&
    (filter.severity.length === 0 || filter.severity.includes(alarm.severity)) &&
    (filter.department === null || filter.department === alarm.department || alarm.assist.includes(filter.department)) &&
    (filter.asset === null || filter.asset === alarm.asset) &&
    tells(filter.text, [alarm.message.zh, alarm.message.en, alarm.asset, alarm.rule])
  );
}

function tells(text: string, places: readonly string[]): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === "" || places.some((place) => place.toLowerCase().includes(wanted));
}
