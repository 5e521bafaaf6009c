import { Skeleton } from "antd";

import type { AssetDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import styles from "./asset-page.module.css";
import { useDevicesOf } from "./use-asset";

/** A clock that is further off than this (seconds) is worth a word. */
const CLOCK_OFF_S = 5;

/** The hardware behind an asset: whether it speaks, and when it last did. */
export function DeviceList({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const { data: devices } = useDevicesOf(asset.site, asset.id);
  if (devices === undefined) return <Skeleton active paragraph={{ rows: 1 }} title={false} />;
  return (
    <ul className={styles.rows}>
      {devices.map((device) => {
        const state = device.stale ? "device.silent" : device.online === false ? "device.offline" : device.online === null ? "device.unknown" : "device.online";
        const offset = device.clock_offset_s ?? 0;
        return (
          <li key={device.id} data-testid="device" data-device-id={device.id}>
            <span className={styles.grow}>
              {device.id}
              <span className="quiet"> · {text(device.type_name)}</span>
            </span>
            <span className={state === "device.online" ? "quiet" : "severity-high"}>{t(state)}</span>
            <span className="quiet">{device.last_seen === null ? t("device.neverSeen") : <Age at={device.last_seen} />}</span>
            {device.gateway !== null && <span className="quiet">{t("device.through", { gateway: device.gateway })}</span>}
            {Math.abs(offset) > CLOCK_OFF_S && <span className="severity-medium">{t("device.clockOff", { n: Math.round(offset) })}</span>}
          </li>
        );
      })}
    </ul>
  );
}
