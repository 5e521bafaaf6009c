import { Checkbox, Select } from "antd";
import { useCallback, useMemo } from "react";

import { SEVERITIES } from "../alarms/alarm-filter";
import type { Rule, Severity } from "../api/schema";
import { FilterBar } from "../layout/filter-bar";
import styles from "../layout/filter-bar.module.css";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { type RuleFilter, ruleParams, typesNamed } from "./rule-filter";
import type { RuleSpeech } from "./use-rule-speech";

interface RuleFilterBarProps {
  readonly filter: RuleFilter;
  readonly choose: (filter: RuleFilter) => void;
  readonly rules: readonly Rule[];
  readonly speech: RuleSpeech;
}

export function RuleFilterBar({ filter, choose, rules, speech }: RuleFilterBarProps) {
  const { t, word } = useWords();
  const search = useCallback((wanted: string) => choose({ ...filter, text: wanted }), [choose, filter]);
  const types = useMemo(() => [...new Set(rules.flatMap(typesNamed))].sort(), [rules]);
  const kinds = useMemo(() => [...new Set(rules.map(({ kind }) => kind))].sort(), [rules]);
  return (
    <FilterBar
      search={<SearchBox value={filter.text} onSearch={search} placeholder={t("rules.search")} />}
      chosen={[...ruleParams({ ...filter, text: "" })].length}
    >
      <Select<string | null>
        aria-label={t("rules.type")}
        placeholder={t("rules.anyType")}
        value={filter.type}
        onChange={(type) => choose({ ...filter, type: type ?? null })}
        options={types.map((type) => ({ value: type, label: speech.type(type) }))}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        className={styles.choice}
      />
      <Select<Severity[]>
        mode="multiple"
        aria-label={t("alarms.severity")}
        placeholder={t("alarms.anySeverity")}
        value={[...filter.severity]}
        onChange={(severity) => choose({ ...filter, severity })}
        options={SEVERITIES.map((severity) => ({ value: severity, label: word("severity", severity) }))}
        allowClear
        maxTagCount="responsive"
        className={styles.choice}
      />
      <Select<string | null>
        aria-label={t("rules.kind")}
        placeholder={t("rules.anyKind")}
        value={filter.kind}
        onChange={(kind) => choose({ ...filter, kind: kind ?? null })}
        options={kinds.map((kind) => ({ value: kind, label: speech.kind(kind) }))}
        allowClear
        className={styles.choice}
      />
      <Checkbox checked={filter.changed} onChange={(event) => choose({ ...filter, changed: event.target.checked })} data-testid="rules-changed">
        {t("rules.changedOnly")}
      </Checkbox>
    </FilterBar>
  );
}
