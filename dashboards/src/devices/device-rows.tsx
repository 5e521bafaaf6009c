import { Link } from "react-router";

import type { Device } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { devicePage } from "./device-page-address";
import { StateWord } from "./state-word";

/** Devices, each leading to its page. */
export function DeviceRows({ devices }: { readonly devices: readonly Device[] }) {
  const { t, text } = useWords();
  return (
    <ul className={cardStyles.cards}>
      {devices.map((device) => (
        <li key={`${device.site}/${device.id}`}>
          <Link to={devicePage(device.site, device.id)} className={cardStyles.card} data-testid="device-row" data-device-id={device.id}>
            <span className={cardStyles.line}>
              <strong>{device.id}</strong>
              <StateWord state={device.state} />
            </span>
            <span className={`quiet ${cardStyles.line}`}>
              <span>
                {text(device.type_name)}
                {device.gateway !== null && ` · ${t("device.through", { gateway: device.gateway })}`}
              </span>
              {device.last_seen === null ? <span>{t("device.neverSeen")}</span> : <Age at={device.last_seen} />}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
