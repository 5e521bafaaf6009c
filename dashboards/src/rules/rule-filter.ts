/** Which rules the list shows: kept in the page's address. */
import { SEVERITIES } from "../alarms/alarm-filter";
import type { Rule, Severity } from "../api/schema";
import { listIn, textIn, written } from "../layout/search-params";
import { valueAt } from "./definition";

export interface RuleFilter {
  readonly type: string | null;
  /** Empty: any. */
  readonly severity: readonly Severity[];
  readonly kind: string | null;
  /** Only those that somebody has changed at this site. */
  readonly changed: boolean;
  readonly text: string;
}

export function ruleFilterOf(params: URLSearchParams): RuleFilter {
  return {
    type: textIn(params, "type") || null,
    severity: listIn(params, "severity", SEVERITIES),
    kind: textIn(params, "kind") || null,
    changed: params.get("changed") === "true",
    text: textIn(params, "q"),
  };
}

export function ruleParams(filter: RuleFilter): URLSearchParams {
  return written({
    type: filter.type ?? "",
    severity: filter.severity.join(","),
    kind: filter.kind ?? "",
    changed: filter.changed ? "true" : "",
    q: filter.text,
  });
}

/** The types of equipment that a rule names; none: it is about all, or about single assets. */
export function typesNamed({ definition }: Pick<Rule, "definition">): string[] {
  const one = valueAt(definition, ["applies_to", "asset_type"]);
  const several = valueAt(definition, ["applies_to", "asset_types"]);
  return [...(typeof one === "string" && one !== "*" ? [one] : []), ...(Array.isArray(several) ? several.map(String) : [])];
}

/** The rules of a filter; `said` is what a reader sees of a rule, and may look for. */
export function chosenRules(rules: readonly Rule[], filter: RuleFilter, said: (rule: Rule) => string): Rule[] {
  const wanted = filter.text.trim().toLowerCase();
  return rules.filter(
    (rule) =>
      (filter.type === null || typesNamed(rule).includes(filter.type)) &&
      (filter.severity.length === 0 || filter.severity.includes(rule.severity)) &&
      (filter.kind === null || filter.kind === rule.kind) &&
      (!filter.changed || rule.version > 0) &&
      (wanted === "" || [rule.id, rule.message.zh, rule.message.en, said(rule)].some((place) => place.toLowerCase().includes(wanted))),
  );
}
