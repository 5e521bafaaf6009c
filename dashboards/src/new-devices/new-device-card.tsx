import { App, Button } from "antd";

import type { NewDevice } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { useNow } from "../time/clock";
import styles from "./new-devices.module.css";
import { keyOf, useSetAside } from "./use-new-devices";

const LATE_MS = 90_000;
const SHOWN = 12;

interface NewDeviceCardProps {
  readonly device: NewDevice;
  /** When this person joined it; `null`: they have not. */
  readonly joinedAt: number | null;
  /** `null`: this person may not. */
  readonly join: (() => void) | null;
}

export function NewDeviceCard({ device, joinedAt, join }: NewDeviceCardProps) {
  const { t, text } = useWords();
  const set = useAside();
  return (
    <div className={cardStyles.card} data-testid="new-device" data-name={device.name} data-joined={joinedAt !== null}>
      <span className={cardStyles.line}>
        <strong>{device.name}</strong>
        <span className="quiet">
          <Age at={device.last_heard} />
        </span>
      </span>
      {device.said.length > 0 ? (
        <ul className={styles.said} aria-label={t("newDevices.said")}>
          {device.said.slice(0, SHOWN).map(({ key, value }) => (
            <li key={key}>
              <span className="quiet">{key}</span> <span className="number">{value}</span>
            </li>
          ))}
          {device.said.length > SHOWN && <li>…</li>}
        </ul>
      ) : (
        <span>
          {device.payload === "" ? t("newDevices.nothing") : t("newDevices.unreadable")} <code>{device.payload}</code>
        </span>
      )}
      <span className={cardStyles.line}>
        <span>
          {device.fits.length === 0
            ? t("newDevices.noFit")
            : `${t("newDevices.fits")} ${device.fits
                .slice(0, 3)
                .map(({ name }) => text(name))
                .join(" · ")}`}
        </span>
        <span className="quiet number">{t("newDevices.times", { n: device.count })}</span>
      </span>
      {device.aside !== null && (
        <span className="quiet">
          {t("newDevices.asideBy", { name: device.aside.by })} <Age at={device.aside.at} />
        </span>
      )}
      <span className={cardStyles.line}>
        <code className="quiet">{device.topic}</code>
        {joinedAt !== null ? (
          <InAMoment since={joinedAt} />
        ) : join === null ? (
          <span className="quiet">{t("newDevices.may")}</span>
        ) : (
          <span className={styles.actions}>
            <Button
              onClick={() => set(device, device.aside === null)}
              data-testid={device.aside === null ? "not-ours" : "bring-back"}
              aria-label={t(device.aside === null ? "newDevices.notOursIt" : "newDevices.bringBackIt", { name: device.name })}
            >
              {t(device.aside === null ? "newDevices.notOurs" : "newDevices.bringBack")}
            </Button>
            <Button type="primary" onClick={join} data-testid="join-open" aria-label={t("newDevices.joinIt", { name: device.name })}>
              {t("newDevices.join")}
            </Button>
          </span>
        )}
      </span>
    </div>
  );
}

/** Put it aside with a way back in the notice, or bring it back. */
function useAside() {
  const { t } = useWords();
  const { notification } = App.useApp();
  const write = useSetAside();
  return (device: NewDevice, aside: boolean) =>
    write.mutate(
      { device, aside },
      {
        onSuccess: () => {
          const key = `aside-${keyOf(device)}`;
          if (!aside) {
            notification.destroy(key);
            return;
          }
          notification.info({
            key,
            title: t("newDevices.asideNow", { name: device.name }),
            actions: (
              <Button
                onClick={() => {
                  notification.destroy(key);
                  write.mutate({ device, aside: false });
                }}
                data-testid="aside-undo"
              >
                {t("newDevices.undo")}
              </Button>
            ),
          });
        },
      },
    );
}

function InAMoment({ since }: { readonly since: number }) {
  const { t } = useWords();
  const now = useNow(10);
  return (
    <span role="status" data-testid="new-device-joined">
      {t(now - since > LATE_MS ? "newDevices.late" : "newDevices.joined")}
    </span>
  );
}
