import { Checkbox, Select } from "antd";
import { useCallback, useMemo } from "react";

import type { Asset, Space } from "../api/schema";
import { FilterBar } from "../layout/filter-bar";
import styles from "../layout/filter-bar.module.css";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { type AssetFilter, assetParams } from "./asset-filter";

interface AssetFilterBarProps {
  readonly filter: AssetFilter;
  readonly choose: (filter: AssetFilter) => void;
  readonly assets: readonly Asset[];
  /** To choose from where there is no room for the tree; `null`: the tree is there. */
  readonly spaces: readonly Space[] | null;
}

export function AssetFilterBar({ filter, choose, assets, spaces }: AssetFilterBarProps) {
  const { t, word, text } = useWords();
  const search = useCallback((wanted: string) => choose({ ...filter, text: wanted }), [choose, filter]);
  const systems = useMemo(() => [...new Set(assets.map(({ system }) => system))], [assets]);
  const types = useMemo(
    () => [
      ...new Map(assets.filter(({ system }) => filter.system === null || system === filter.system).map(({ type, type_name }) => [type, type_name])).entries(),
    ],
    [assets, filter.system],
  );
  return (
    <FilterBar
      search={<SearchBox value={filter.text} onSearch={search} placeholder={t("assets.search")} />}
      chosen={[...assetParams({ ...filter, text: "" })].length}
    >
      {spaces !== null && (
        <Select<string | null>
          aria-label={t("assets.place")}
          placeholder={t("assets.anyPlace")}
          value={filter.space}
          onChange={(space) => choose({ ...filter, space: space ?? null })}
          options={spaces.map((space) => ({ value: space.id, label: text(space.name) }))}
          allowClear
          className={styles.choice}
        />
      )}
      <Select<string | null>
        aria-label={t("assets.system")}
        placeholder={t("assets.anySystem")}
        value={filter.system}
        onChange={(system) => choose({ ...filter, system: system ?? null, type: null })}
        options={systems.map((system) => ({ value: system, label: word("system", system) }))}
        allowClear
        className={styles.choice}
      />
      <Select<string | null>
        aria-label={t("assets.type")}
        placeholder={t("assets.anyType")}
        value={filter.type}
        onChange={(type) => choose({ ...filter, type: type ?? null })}
        options={types.map(([type, name]) => ({ value: type, label: text(name) }))}
        allowClear
        className={styles.choice}
      />
      <Checkbox checked={filter.deviating} onChange={(event) => choose({ ...filter, deviating: event.target.checked })}>
        {t("assets.deviatingOnly")}
      </Checkbox>
    </FilterBar>
  );
}
