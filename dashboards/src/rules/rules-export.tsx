import { Button } from "antd";

import type { Rule } from "../api/schema";
import { Icon } from "../icons/icon";
import { csvText } from "../layout/csv";
import { save } from "../layout/download";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { typesNamed } from "./rule-filter";
import type { RuleSpeech } from "./use-rule-speech";

interface RulesExportProps {
  readonly rules: readonly Rule[];
  readonly speech: RuleSpeech;
}

/** The list as CSV, as it is filtered and worded here: the words of a condition are made by this page. */
export function RulesExport({ rules, speech }: RulesExportProps) {
  const { t, word } = useWords();
  const { site } = useHere();
  if (!useMay("export")) return null;

  function write() {
    const heading = [
      t("rules.id"),
      t("rules.message"),
      t("rules.type"),
      t("rules.kind"),
      t("rules.condition"),
      t("alarms.severity"),
      t("orders.lead"),
      t("orders.assist"),
      t("sop.title"),
      t("rules.versionColumn"),
      t("rules.author"),
      t("rules.changedAt"),
    ];
    const rows = rules.map((rule) => [
      rule.id,
      speech.message(rule),
      typesNamed(rule).map(speech.type).join(t("list.comma")),
      speech.kind(rule.kind),
      speech.condition(rule.definition),
      word("severity", rule.severity),
      word("department", rule.department),
      rule.assist.map((one) => word("department", one)).join(t("list.comma")),
      rule.sop ?? "",
      rule.version,
      rule.author ?? "",
      rule.changed_at ?? "",
    ]);
    const content = new Blob([csvText([heading, ...rows])], { type: "text/csv;charset=utf-8" });
    save(content, `rules-${site.id}-${new Date().toISOString().slice(0, 10)}.csv`);
  }

  return (
    <Button icon={<Icon name="export" />} onClick={write} data-testid="export">
      {t("list.export")}
    </Button>
  );
}
