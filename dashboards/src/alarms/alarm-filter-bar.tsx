import { Select, Tag } from "antd";
import { useCallback } from "react";

import type { AlarmStateAsked, Department, Severity } from "../api/schema";
import { FilterBar } from "../layout/filter-bar";
import styles from "../layout/filter-bar.module.css";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { ALARM_STATES, type AlarmFilter, alarmParams, DEPARTMENTS, SEVERITIES } from "./alarm-filter";
import { AlarmQuickFilter } from "./alarm-quick-filter";

interface AlarmFilterBarProps {
  readonly filter: AlarmFilter;
  readonly choose: (filter: AlarmFilter) => void;
}

export function AlarmFilterBar({ filter, choose }: AlarmFilterBarProps) {
  const { t, word } = useWords();
  const search = useCallback((text: string) => choose({ ...filter, text }), [choose, filter]);
  const narrowedTo = (["incident", "hiddenBy", "rule"] as const).filter((name) => filter[name] !== null);
  return (
    <FilterBar
      search={<SearchBox value={filter.text} onSearch={search} placeholder={t("alarms.search")} />}
      quick={<AlarmQuickFilter filter={filter} choose={choose} />}
      chosen={[...alarmParams({ ...filter, text: "", sort: "-raised" })].length}
    >
      <Select<AlarmStateAsked[]>
        mode="multiple"
        aria-label={t("alarms.state")}
        placeholder={t("alarms.anyState")}
        value={[...filter.state]}
        onChange={(state) => choose({ ...filter, state: state.at(-1) === "active" ? ["active"] : state.filter((one) => one !== "active") })}
        options={ALARM_STATES.map((state) => ({ value: state, label: word("alarm.state", state) }))}
        maxTagCount={2}
        showSearch={false}
        allowClear
        data-testid="filter-state"
        className={styles.choice}
      />
      <Select<Severity[]>
        mode="multiple"
        aria-label={t("alarms.severity")}
        placeholder={t("alarms.anySeverity")}
        value={[...filter.severity]}
        onChange={(severity) => choose({ ...filter, severity })}
        options={SEVERITIES.map((severity) => ({ value: severity, label: word("severity", severity) }))}
        maxTagCount={2}
        showSearch={false}
        allowClear
        data-testid="filter-severity"
        className={styles.choice}
      />
      <Select<Department | null>
        aria-label={t("alarms.department")}
        placeholder={t("alarms.anyDepartment")}
        value={filter.department}
        onChange={(department) => choose({ ...filter, department: department ?? null })}
        options={DEPARTMENTS.map((department) => ({ value: department, label: word("department", department) }))}
        allowClear
        className={styles.choice}
      />
      {narrowedTo.map((name) => (
        <Tag key={name} closable={{ "aria-label": t("list.clearFilter") }} onClose={() => choose({ ...filter, [name]: null })} data-testid={`only-${name}`}>
          {t(`alarms.only.${name}`, { name: filter[name] ?? "" })}
        </Tag>
      ))}
    </FilterBar>
  );
}
