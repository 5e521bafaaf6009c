import type { ReactNode } from "react";

import type { DeviceDetail, Vital } from "../api/schema";
import assetStyles from "../assets/asset-page.module.css";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { ClockOffset } from "./clock-offset";
import styles from "./device-page.module.css";
import { MessageRate } from "./message-rate";
import { vitalOf, vitalsOf, vitalWords } from "./vital-words";

function Fact({ name, testId, children }: { readonly name: string; readonly testId: string; readonly children: ReactNode }) {
  return (
    <div className={styles.fact} data-testid={testId}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What is known of the device itself, each with its age; a dash where nothing is. */
function Vitals({ vitals }: { readonly vitals: readonly Vital[] }) {
  const words = useWords();
  if (vitals.length === 0) return words.t("devices.unknownValue");
  return vitals.map((vital) => (
    <span key={vital.fact} className={styles.vital}>
      <span className={vital.stale ? assetStyles.stale : "number"}>{vitalWords(vital, words)}</span>
      <small className="quiet">
        {vital.stale && `${words.t("devices.old")} · `}
        {vital.quality !== null && vital.quality !== "good" && `${words.word("quality", vital.quality)} · `}
        <Age at={vital.at} />
      </small>
    </span>
  ));
}

/** How a device is, in words and figures. */
export function DeviceHealth({ device }: { readonly device: DeviceDetail }) {
  const { t } = useWords();
  const known = (fact: Vital["fact"]) => [vitalOf(device, fact)].filter((vital) => vital !== undefined);
  return (
    <section className={styles.health} data-testid="device-health" data-state={device.state} aria-label={t("devices.state")}>
      <p className={styles.state}>
        <strong className={device.state === "online" ? undefined : "severity-high"}>{t(`devices.state.${device.state}`)}</strong>{" "}
        {device.last_seen !== null && (
          <span className="quiet">
            · {t("devices.seen")} <Age at={device.last_seen} />
          </span>
        )}
      </p>
      <p>{t(`devices.said.${device.state}`)}</p>
      <dl className={styles.facts}>
        <Fact name={t("devices.rate")} testId="device-rate">
          <MessageRate rate={device.rate} interval={device.interval_s} />
        </Fact>
        <Fact name={t("devices.clock")} testId="device-clock">
          {device.clock_offset_s === null ? t("devices.unknownValue") : <ClockOffset seconds={device.clock_offset_s} explained />}
        </Fact>
        <Fact name={t("devices.battery")} testId="device-battery">
          <Vitals vitals={vitalsOf(device, "battery")} />
        </Fact>
        <Fact name={t("devices.signal")} testId="device-signal">
          <Vitals vitals={vitalsOf(device, "signal")} />
        </Fact>
        <Fact name={t("devices.firmware")} testId="device-firmware">
          <Vitals vitals={known("firmware")} />
        </Fact>
        <Fact name={t("devices.model")} testId="device-model">
          <Vitals vitals={known("model")} />
        </Fact>
      </dl>
    </section>
  );
}
