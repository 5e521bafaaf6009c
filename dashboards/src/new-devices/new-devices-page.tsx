import { useState } from "react";

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
  const { query, waiting, add } = useNewDevices(site.id);

  return (
    <Page title={t("newDevices.title")} actions={<ExportButton path="/api/v1/new-devices" query={{ site: site.id }} name="new-devices" />}>
      <p className="quiet">{t("newDevices.what")}</p>
      <PagedList query={query} none={t("newDevices.none")} noneHint={t("newDevices.noneHint")} testId="new-device-list">
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
