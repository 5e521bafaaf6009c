import { Checkbox } from "antd";
import { useState } from "react";

import type { SimulatedDevice } from "../api/schema";
import { ExportButton } from "../layout/export-button";
import { PagedList } from "../layout/paged-list";
import { SearchBox } from "../layout/search-box";
import { useWords } from "../messages/language-context";
import { BreakDialog } from "./break-dialog";
import { DeviceCard } from "./device-card";
import styles from "./simulation.module.css";
import { useSimulatedDevices } from "./use-simulation";

/** The simulated devices: look for one, break it, mend it. */
export function DeviceList() {
  const { t } = useWords();
  const [words, setWords] = useState("");
  const [broken, setBroken] = useState(false);
  const [breaking, setBreaking] = useState<SimulatedDevice | null>(null);
  const query = useSimulatedDevices(words, broken);
  const total = query.data?.pages[0]?.total;
  return (
    <section className={styles.part} aria-labelledby="simulation-devices">
      <h2 id="simulation-devices">{t("simulation.devices")}</h2>
      <div className={styles.actions}>
        <SearchBox value={words} onSearch={setWords} placeholder={t("simulation.search")} />
        <Checkbox checked={broken} onChange={(event) => setBroken(event.target.checked)} data-testid="only-broken">
          {t("simulation.onlyBroken")}
        </Checkbox>
        {total !== undefined && <span className="quiet number">{t("simulation.devicesTotal", { n: total })}</span>}
        <ExportButton path="/api/v1/simulation/devices" query={{ q: words || undefined, broken: broken || undefined }} name="simulated-devices" />
      </div>
      <PagedList query={query} none={t("simulation.noDevices")} testId="simulated-devices">
        {(devices) => (
          <ul className={styles.wide}>
            {devices.map((device) => (
              <DeviceCard key={device.id} device={device} breakIt={() => setBreaking(device)} />
            ))}
          </ul>
        )}
      </PagedList>
      {breaking !== null && <BreakDialog device={breaking} close={() => setBreaking(null)} />}
    </section>
  );
}
