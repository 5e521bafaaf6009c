import { Checkbox, Select } from "antd";
import { useCallback } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, OrderStateAsked } from "../api/schema";
import { FilterBar } from "../layout/filter-bar";
import styles from "../layout/filter-bar.module.css";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ORDER_STATES, type OrderFilter, orderParams } from "./order-filter";

interface OrderFilterBarProps {
  readonly filter: OrderFilter;
  readonly choose: (filter: OrderFilter) => void;
  /** The board shows states as columns and needs no choice of them. */
  readonly withState: boolean;
}

export function OrderFilterBar({ filter, choose, withState }: OrderFilterBarProps) {
  const { t, word } = useWords();
  const { me } = useHere();
  const search = useCallback((text: string) => choose({ ...filter, text }), [choose, filter]);
  return (
    <FilterBar
      search={<SearchBox value={filter.text} onSearch={search} placeholder={t("orders.search")} />}
      chosen={[...orderParams({ ...filter, text: "" })].length}
    >
      {withState && (
        <Select<OrderStateAsked[]>
          mode="multiple"
          aria-label={t("orders.state")}
          placeholder={t("orders.anyState")}
          value={[...filter.state]}
          onChange={(state) => choose({ ...filter, state: state.at(-1) === "open" ? ["open"] : state.filter((one) => one !== "open") })}
          options={ORDER_STATES.map((state) => ({ value: state, label: word("order.state", state) }))}
          maxTagCount={2}
          showSearch={false}
          allowClear
          className={styles.choice}
        />
      )}
      <Select<Department | null>
        aria-label={t("alarms.department")}
        placeholder={t("alarms.anyDepartment")}
        value={filter.department}
        onChange={(department) => choose({ ...filter, department: department ?? null })}
        options={DEPARTMENTS.map((department) => ({ value: department, label: word("department", department) }))}
        allowClear
        className={styles.choice}
      />
      <Checkbox
        checked={filter.assignee === me.username}
        onChange={(event) => choose({ ...filter, assignee: event.target.checked ? me.username : null })}
        data-testid="filter-mine"
      >
        {t("orders.mine")}
      </Checkbox>
      <Checkbox checked={filter.overdue} onChange={(event) => choose({ ...filter, overdue: event.target.checked })} data-testid="filter-late">
        {t("orders.lateOnly")}
      </Checkbox>
    </FilterBar>
  );
}
