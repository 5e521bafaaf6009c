import { Card, Skeleton } from "antd";
import { Link, useParams } from "react-router";

import assetStyles from "../assets/asset-page.module.css";
import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import { useReadings } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { DeviceHealth } from "./device-health";
import styles from "./device-page.module.css";
import { devicePage } from "./device-page-address";
import { DevicePoints } from "./device-points";
import { DeviceQuarantine } from "./device-quarantine";
import { DeviceRows } from "./device-rows";
import { useDevice } from "./use-device";

/** One device: whether it speaks, what it measures, what of it could not be read. */
export default function DevicePage() {
  const { t, text } = useWords();
  const { site = "", id = "" } = useParams();
  const { data: device, error, refetch } = useDevice(site, id);
  useReadings();
  return (
    <>
      <Link to="/devices" className={styles.back}>
        <Icon name="back" /> {t("devices.title")}
      </Link>
      {device === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <article className={assetStyles.page} data-testid="device-detail" data-device-id={device.id}>
          <div>
            <h1>{device.id}</h1>
            <p className="quiet">
              {text(device.type_name)} · {t("devices.dialect")} {device.dialect} · {t("devices.address")} <code>{device.address}</code>
              {device.gateway !== null && (
                <>
                  {" "}
                  · {t("devices.gateway")} <Link to={devicePage(device.site, device.gateway)} className={styles.inText ?? ""}>{device.gateway}</Link>
                </>
              )}
            </p>
          </div>
          <DeviceHealth device={device} />
          <Card size="small" title={t("devices.points")}>
            <DevicePoints points={device.points} staleAfterS={3 * device.interval_s} />
          </Card>
          {device.quarantine !== null && (
            <Card size="small" title={t("devices.quarantine")}>
              <DeviceQuarantine device={device.id} quarantine={device.quarantine} />
            </Card>
          )}
          <Card size="small" title={t("devices.assets")}>
            <ul className={assetStyles.rows}>
              {device.assets_served.map((asset) => (
                <li key={asset.id} data-testid="device-asset">
                  <Link to={`/assets/${encodeURIComponent(asset.id)}?site=${encodeURIComponent(device.site)}`}>{text(asset.name)}</Link>
                  <span className="quiet">{text(asset.place)}</span>
                </li>
              ))}
            </ul>
          </Card>
          {device.children.length > 0 && (
            <Card size="small" title={t("devices.children")} data-testid="device-children">
              <DeviceRows devices={device.children} />
            </Card>
          )}
        </article>
      )}
    </>
  );
}
