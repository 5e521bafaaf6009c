import { Skeleton } from "antd";

import type { AssetDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { lasting } from "../time/ago";
import styles from "./asset-page.module.css";
import { useDevicesOf } from "./use-asset";

/** A clock that is further off than this (seconds) is worth a word. */
const CLOCK_OFF_S = 5;

/** How far the device's clock is off, as Steward estimates it: quiet while it is right. */
function ClockOffset({ seconds }: { readonly seconds: number }) {
  const { t } = useWords();
  if (Math.abs(seconds) <= CLOCK_OFF_S) {
    const rounded = seconds.toFixed(1).replace("-0.0", "0.0");
    return (
      <span className="quiet number" data-testid="clock">
        {t("device.clock", { n: seconds >= 0.05 ? `+${rounded}` : rounded })}
      </span>
    );
  }
  const length = lasting(Math.abs(seconds) * 1_000);
  return (
    <span className="severity-medium number" data-testid="clock">
      {t(seconds > 0 ? "device.clockAhead" : "device.clockBehind", { length: t(length.key, length.values) })}
    </span>
  );
}

/** The hardware behind an asset: whether it speaks, and when it last did. */
export function DeviceList({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const { data: devices } = useDevicesOf(asset.site, asset.id);
  if (devices === undefined) return <Skeleton active paragraph={{ rows: 1 }} title={false} />;
  return (
    <ul className={styles.rows}>
      {devices.map((device) => {
        const state = device.stale ? "device.silent" : device.online === false ? "device.offline" : device.online === null ? "device.unknown" : "device.online";
        return (
          <li key={device.id} data-testid="device" data-device-id={device.id}>
            <span className={styles.grow}>
              {device.id}
              <span className="quiet"> · {text(device.type_name)}</span>
            </span>
            <span className={state === "device.online" ? "quiet" : "severity-high"}>{t(state)}</span>
            <span className="quiet">{device.last_seen === null ? t("device.neverSeen") : <Age at={device.last_seen} />}</span>
            {device.gateway !== null && <span className="quiet">{t("device.through", { gateway: device.gateway })}</span>}
            {device.clock_offset_s !== null && <ClockOffset seconds={device.clock_offset_s} />}
          </li>
        );
      })}
    </ul>
  );
}
