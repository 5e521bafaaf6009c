import { Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import type { NewDevice } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { PagedList } from "../layout/paged-list";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { JoinDrawer } from "./join-drawer";
import { NewDeviceCard } from "./new-device-card";
import { keyOf, useNewDevices } from "./use-new-devices";

/** Devices that speak and that the site file does not know; engineers bind them to an asset and a space. */
export default function NewDevicesPage() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("join_devices");
  const [open, setOpen] = useState<NewDevice | null>(null);
  const [params, setParams] = useSearchParams();
  const aside = params.get("view") === "aside";
  const { query, waiting, add } = useNewDevices(site.id, aside);

  return (
    <Page title={t("newDevices.title")} actions={<ExportButton path="/api/v1/new-devices" query={{ site: site.id, aside }} name="new-devices" />}>
      <p className="quiet">{t(aside ? "newDevices.whatAside" : "newDevices.what")}</p>
      <div>
        <Segmented
          value={aside ? "aside" : "new"}
          onChange={(chosen) => setParams(chosen === "aside" ? { view: "aside" } : {}, { replace: true })}
          options={[
            { value: "new", label: t("newDevices.title") },
            { value: "aside", label: <span data-testid="view-aside">{t("newDevices.aside")}</span> },
          ]}
        />
      </div>
      <PagedList
        query={query}
        none={t(aside ? "newDevices.noneAside" : "newDevices.none")}
        noneHint={aside ? undefined : t("newDevices.noneHint")}
        testId="new-device-list"
      >
        {(devices: readonly NewDevice[]) => (
          <ul className={cardStyles.cards}>
            {devices.map((device) => (
              <li key={keyOf(device)}>
                <NewDeviceCard device={device} joinedAt={waiting.get(keyOf(device)) ?? null} join={may ? () => setOpen(device) : null} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
      {open !== null && (
        <JoinDrawer
          key={keyOf(open)}
          device={open}
          close={() => setOpen(null)}
          joined={() => {
            add(keyOf(open));
            setOpen(null);
          }}
        />
      )}
    </Page>
  );
}
