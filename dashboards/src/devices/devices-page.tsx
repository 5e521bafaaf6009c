import { Select } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import type { Device, DeviceState } from "../api/schema";
import { useDevices } from "../assets/use-devices";
import { ExportButton } from "../layout/export-button";
import { FilterBar } from "../layout/filter-bar";
import filterStyles from "../layout/filter-bar.module.css";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { SearchBox } from "../layout/search-box";
import { oneIn, textIn, written } from "../layout/search-params";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { DeviceRows } from "./device-rows";
import { DeviceTable } from "./device-table";
import { useDevicePages } from "./use-device";

const STATES = ["online", "offline", "stale", "unknown"] as const satisfies readonly DeviceState[];

/** All the hardware of a site: which of it speaks. */
export default function DevicesPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const [params, setParams] = useSearchParams();
  const state = oneIn(params, "state", STATES);
  const words = { q: textIn(params, "q"), gateway: textIn(params, "gateway"), dialect: textIn(params, "dialect") };
  const filter = {
    site: site.id,
    state: state ?? undefined,
    gateway: words.gateway || undefined,
    dialect: words.dialect || undefined,
    q: words.q || undefined,
  };
  const query = useDevicePages(filter);
  const { data: all } = useDevices(site.id);
  const gateways = useMemo(() => [...new Set(all?.flatMap(({ gateway }) => (gateway === null ? [] : [gateway])))].sort(), [all]);
  const dialects = useMemo(() => [...new Set(all?.map(({ dialect }) => dialect))].sort(), [all]);
  const choose = (chosen: Readonly<Record<string, string>>) => setParams(written({ ...words, state: state ?? "", ...chosen }), { replace: true });
  const oneOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

  return (
    <Page title={t("devices.title")} actions={<ExportButton path="/api/v1/devices" query={filter} name="devices" />}>
      <p className="quiet">{t("devices.what")}</p>
      <FilterBar
        search={<SearchBox value={words.q} onSearch={(q) => choose({ q })} placeholder={t("devices.search")} />}
        chosen={[state, words.gateway || null, words.dialect || null].filter((one) => one !== null).length}
      >
        <Select<DeviceState | null>
          aria-label={t("devices.state")}
          placeholder={t("devices.anyState")}
          value={state}
          onChange={(chosen) => choose({ state: chosen ?? "" })}
          options={STATES.map((one) => ({ value: one, label: t(`devices.state.${one}`) }))}
          allowClear
          className={filterStyles.choice}
        />
        <Select<string | null>
          aria-label={t("devices.gateway")}
          placeholder={t("devices.anyGateway")}
          value={words.gateway || null}
          onChange={(chosen) => choose({ gateway: chosen ?? "" })}
          options={oneOf(gateways)}
          allowClear
          showSearch
          className={filterStyles.choice}
        />
        <Select<string | null>
          aria-label={t("devices.dialect")}
          placeholder={t("devices.anyDialect")}
          value={words.dialect || null}
          onChange={(chosen) => choose({ dialect: chosen ?? "" })}
          options={oneOf(dialects)}
          allowClear
          className={filterStyles.choice}
        />
      </FilterBar>
      <PagedList query={query} none={t("devices.none")} noneHint={t("devices.noneHint")} testId="device-rows">
        {(devices: readonly Device[]) => devices.length > 0 && (narrow ? <DeviceRows devices={devices} /> : <DeviceTable devices={devices} />)}
      </PagedList>
    </Page>
  );
}
