import { Skeleton } from "antd";
import { Link } from "react-router";

import type { AssetDetail } from "../api/schema";
import { ClockOffset } from "../devices/clock-offset";
import { devicePage } from "../devices/device-page-address";
import { StateWord } from "../devices/state-word";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import styles from "./asset-page.module.css";
import { useDevicesOf } from "./use-asset";

/** The hardware behind an asset: whether it speaks, and when it last did. */
export function DeviceList({ asset }: { readonly asset: AssetDetail }) {
  const { t, text } = useWords();
  const { data: devices } = useDevicesOf(asset.site, asset.id);
  if (devices === undefined) return <Skeleton active paragraph={{ rows: 1 }} title={false} />;
  return (
    <ul className={styles.rows}>
      {devices.map((device) => (
        <li key={device.id} data-testid="device" data-device-id={device.id}>
          <span className={styles.grow}>
            <Link to={devicePage(device.site, device.id)} aria-label={t("devices.openDevice", { id: device.id })} data-testid="device-link">
              {device.id}
            </Link>
            <span className="quiet"> · {text(device.type_name)}</span>
          </span>
          <StateWord state={device.state} />
          <span className="quiet">{device.last_seen === null ? t("device.neverSeen") : <Age at={device.last_seen} />}</span>
          {device.gateway !== null && <span className="quiet">{t("device.through", { gateway: device.gateway })}</span>}
          {device.clock_offset_s !== null && <ClockOffset seconds={device.clock_offset_s} />}
        </li>
      ))}
    </ul>
  );
}
