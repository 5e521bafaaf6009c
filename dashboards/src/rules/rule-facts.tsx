import { Descriptions, type DescriptionsProps } from "antd";

import type { RuleDetail } from "../api/schema";
import { SopLink } from "../knowledge/sop-link";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { valueAt } from "./definition";
import { typesNamed } from "./rule-filter";
import type { RuleSpeech } from "./use-rule-speech";
import { conditionWords } from "./words/condition-words";
import { durationWords } from "./words/duration";

/** How urgent, for whom, and what comes with it. */
export function RuleFacts({ rule, speech }: { readonly rule: RuleDetail; readonly speech: RuleSpeech }) {
  const { t, word } = useWords();
  const said = speech.speech(rule.definition);
  const types = typesNamed(rule);
  const duration = (...place: string[]) => {
    const written = valueAt(rule.definition, place);
    return typeof written === "string" ? durationWords(written, t) : null;
  };

  const items: DescriptionsProps["items"] = [{ key: "severity", label: t("alarms.severity"), children: <SeverityMark severity={rule.severity} /> }];
  const fact = (key: string, label: string, children: React.ReactNode) => {
    if (children !== null && children !== "") items.push({ key, label, children });
  };
  fact("consequence", t("alarms.consequence"), rule.consequence === null ? null : word("alarm.consequence", rule.consequence));
  fact("respond", t("rule.field.respond_within"), duration("respond_within"));
  fact("realarm", t("rule.field.realarm_after"), duration("realarm_after"));
  fact("lead", t("orders.lead"), word("department", rule.department));
  fact("assist", t("orders.assist"), rule.assist.map((one) => word("department", one)).join(t("list.comma")));
  fact("types", t("rules.type"), types.length === 0 ? said.names.equipment : types.map(speech.type).join(t("list.comma")));
  fact("bound", t("rules.bound"), t("rules.boundCount", { n: rule.bound }));
  fact("kind", t("rules.kind"), speech.kind(rule.kind));
  fact("on", t("rule.field.on_delay"), duration("on_delay"));
  fact("off", t("rule.field.off_delay"), duration("off_delay"));
  const suppress = valueAt(rule.definition, ["suppress_while"]);
  fact("suppress", t("rule.field.suppress_while"), suppress === undefined ? null : conditionWords(suppress, said));
  const latch = valueAt(rule.definition, ["latch", "reset"]);
  fact("latch", t("alarms.latch"), typeof latch === "string" ? word("alarm.latch", latch) : null);
  fact("sop", t("sop.title"), rule.sop === null ? null : <SopLink id={rule.sop} lead={rule.department} />);

  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
