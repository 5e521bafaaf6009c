import { useState } from "react";
import { Link } from "react-router";

import type { DeviceDetail, QuarantineEntry } from "../api/schema";
import { useWords } from "../messages/language-context";
import { QuarantineCards } from "../quarantine/quarantine-cards";
import { QuarantineDrawer } from "../quarantine/quarantine-drawer";
import styles from "./device-page.module.css";

interface DeviceQuarantineProps {
  readonly device: string;
  readonly quarantine: NonNullable<DeviceDetail["quarantine"]>;
}

/** The newest messages of a device that could not be read. */
export function DeviceQuarantine({ device, quarantine }: DeviceQuarantineProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<QuarantineEntry | null>(null);
  if (quarantine.total === 0) return <p className="quiet">{t("devices.quarantineNone")}</p>;
  return (
    <div data-testid="device-quarantine">
      <p className="number">
        {t("devices.quarantineTotal", { n: quarantine.total })} ·{" "}
        <Link className={styles.inText ?? ""} to={`/quarantine?device=${encodeURIComponent(device)}`}>{t("devices.quarantineAll")}</Link>
      </p>
      <QuarantineCards entries={quarantine.newest} open={setOpen} />
      <QuarantineDrawer entry={open} close={() => setOpen(null)} />
    </div>
  );
}
