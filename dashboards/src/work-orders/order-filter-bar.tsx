import { Button, Checkbox, Input, Select } from "antd";
import { useCallback, useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, OrderKind, OrderStateAsked, Priority } from "../api/schema";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import { FilterBar } from "../layout/filter-bar";
import styles from "../layout/filter-bar.module.css";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ORDER_KINDS, ORDER_STATES, type OrderFilter, orderParams, PRIORITIES } from "./order-filter";
import { PriorityMark } from "./priority-mark";

interface OrderFilterBarProps {
  readonly filter: OrderFilter;
  readonly choose: (filter: OrderFilter) => void;
  /** The board shows states as columns and needs no choice of them. */
  readonly withState: boolean;
}

export function OrderFilterBar({ filter, choose, withState }: OrderFilterBarProps) {
  const { t, word, text } = useWords();
  const { me } = useHere();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const search = useCallback((written: string) => choose({ ...filter, text: written }), [choose, filter]);
  const rarely = [filter.priority.length, filter.space, filter.asset, filter.since, filter.until, filter.overridden].filter(Boolean).length;
  const [open, show] = useState(rarely > 0);
  return (
    <FilterBar
      search={<SearchBox value={filter.text} onSearch={search} placeholder={t("orders.search")} />}
      chosen={[...orderParams({ ...filter, text: "", sort: "-opened" })].length}
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
        className={styles.narrowChoice}
      />
      <Select<OrderKind[]>
        mode="multiple"
        aria-label={t("orders.kind")}
        placeholder={t("board.anyKind")}
        value={[...filter.kind]}
        onChange={(kind) => choose({ ...filter, kind })}
        options={ORDER_KINDS.map((kind) => ({ value: kind, label: word("order.kind", kind) }))}
        maxTagCount={1}
        showSearch={false}
        allowClear
        className={styles.narrowChoice}
        data-testid="filter-kind"
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
      <Button type="text" aria-expanded={open} onClick={() => show(!open)} data-testid="more-filters">
        {open ? t("board.fewerFilters") : rarely > 0 ? t("board.moreFiltersChosen", { n: rarely }) : t("board.moreFilters")}
      </Button>
      {open && (
        <>
          <Select<Priority[]>
            mode="multiple"
            aria-label={t("alarms.severity")}
            placeholder={t("board.anyPriority")}
            value={[...filter.priority]}
            onChange={(priority) => choose({ ...filter, priority })}
            options={PRIORITIES.map((priority) => ({ value: priority, label: <PriorityMark priority={priority} /> }))}
            maxTagCount={1}
            showSearch={false}
            allowClear
            className={styles.narrowChoice}
          />
          <Select<string | null>
            aria-label={t("board.space")}
            placeholder={t("board.anySpace")}
            value={filter.space}
            onChange={(space) => choose({ ...filter, space: space ?? null })}
            options={spaces?.map((space) => ({ value: space.id, label: text(space.name) }))}
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={240}
            allowClear
            className={styles.narrowChoice}
          />
          <Select<string | null>
            aria-label={t("orders.where")}
            placeholder={t("board.anyAsset")}
            value={filter.asset}
            onChange={(asset) => choose({ ...filter, asset: asset ?? null })}
            options={assets?.map((asset) => ({ value: asset.id, label: `${text(asset.place)} · ${text(asset.name)}` }))}
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={320}
            allowClear
            className={styles.narrowChoice}
          />
          <span className={styles.range}>
            {t("board.opened")}
            <Input
              type="date"
              aria-label={t("board.openedSince")}
              value={filter.since}
              max={filter.until || undefined}
              onChange={(event) => choose({ ...filter, since: event.target.value })}
              data-testid="filter-since"
            />
            –
            <Input
              type="date"
              aria-label={t("board.openedUntil")}
              value={filter.until}
              min={filter.since || undefined}
              onChange={(event) => choose({ ...filter, until: event.target.value })}
            />
          </span>
          <Checkbox checked={filter.overridden} onChange={(event) => choose({ ...filter, overridden: event.target.checked })} data-testid="filter-overridden">
            {t("board.overriddenOnly")}
          </Checkbox>
        </>
      )}
    </FilterBar>
  );
}
