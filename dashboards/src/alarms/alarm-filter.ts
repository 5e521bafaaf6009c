/** Which alarms a list shows: kept in the page's address, asked of the API, judged again for each live change. */
import type { Alarm, AlarmSort, AlarmStateAsked, Department, Severity } from "../api/schema";
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

/** By what a list is sorted; `-` turns it round. */
export const ALARM_SORTS = ["-raised", "raised", "severity", "-severity"] as const satisfies readonly AlarmSort[];

const ACTIVE: ReadonlySet<string> = new Set(["unacknowledged", "acknowledged", "returned_unacknowledged"]);

/** Alarms that somebody or something hides: never mixed with the live ones, always to be seen on request. */
export const HIDDEN_STATES = ["shelved", "suppressed", "out_of_service"] as const satisfies readonly AlarmStateAsked[];

export interface AlarmFilter {
  readonly site: string;
  /** Empty: any. */
  readonly state: readonly AlarmStateAsked[];
  readonly severity: readonly Severity[];
  readonly department: Department | null;
  readonly asset: string | null;
  /** Only those of this incident. */
  readonly incident: string | null;
  readonly rule: string | null;
  /** Only those that this (an alarm, a permit, a rule, an entry of what is out of service) hides. */
  readonly hiddenBy: string | null;
  /** Only those that have stood for longer than the site's limit. */
  readonly longStanding: boolean;
  readonly text: string;
  readonly sort: AlarmSort;
}

/** Every alarm of a site. */
export function anyAlarm(site: string): AlarmFilter {
  return { site, state: [], severity: [], department: null, asset: null, incident: null, rule: null, hiddenBy: null, longStanding: false, text: "", sort: "-raised" };
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
    incident: textIn(params, "incident") || null,
    rule: textIn(params, "rule") || null,
    hiddenBy: textIn(params, "hidden_by") || null,
    longStanding: params.get("long_standing") === "true",
    text: textIn(params, "q"),
    sort: oneIn(params, "sort", ALARM_SORTS) ?? "-raised",
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
    incident: filter.incident ?? "",
    rule: filter.rule ?? "",
    hidden_by: filter.hiddenBy ?? "",
    long_standing: filter.longStanding ? "true" : "",
    q: filter.text,
    sort: filter.sort === "-raised" ? "" : filter.sort,
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
    incident: filter.incident ?? undefined,
    rule: filter.rule ?? undefined,
    hidden_by: filter.hiddenBy ?? undefined,
    long_standing: filter.longStanding ? true : undefined,
    text: filter.text || undefined,
    sort: filter.sort === "-raised" ? undefined : filter.sort,
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
    (filter.incident === null || filter.incident === alarm.incident_id) &&
    (filter.rule === null || filter.rule === alarm.rule) &&
    (filter.hiddenBy === null || filter.hiddenBy === alarm.hidden_by?.by) &&
    tells(filter.text, [alarm.message.zh, alarm.message.en, alarm.asset, alarm.rule])
  );
}

/** Whether a live change brings an alarm into a list that does not show it: nothing becomes long-standing by a change. */
export function entersAlarms(filter: AlarmFilter, alarm: Alarm): boolean {
  return !filter.longStanding && belongsToAlarms(filter, alarm);
}

function tells(text: string, places: readonly string[]): boolean {
  const wanted = text.trim().toLowerCase();
  return wanted === "" || places.some((place) => place.toLowerCase().includes(wanted));
}
