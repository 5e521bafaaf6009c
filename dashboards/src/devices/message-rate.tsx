import type { DeviceDetail } from "../api/schema";
import { useWords } from "../messages/language-context";

interface MessageRateProps {
  readonly rate: DeviceDetail["rate"];
  /** Seconds between two messages that it promises. */
  readonly interval: number;
}

const LOW = 0.5;
const HIGH = 3;

/** How often it speaks beside how often it should. */
export function MessageRate({ rate, interval }: MessageRateProps) {
  const { t, language } = useWords();
  const figure = (value: number) => value.toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { maximumSignificantDigits: 3 });
  const { per_minute: now, promised_per_minute: promised, over_s: over } = rate;
  const odd = now === null ? null : now < LOW * promised ? "devices.rateLow" : now > HIGH * promised ? "devices.rateHigh" : null;
  return (
    <>
      <span className="number">{now === null ? t("devices.unknownValue") : t("devices.perMinute", { n: figure(now) })}</span>
      {odd !== null && <span className={odd === "devices.rateLow" ? "severity-medium" : "quiet"}> {t(odd)}</span>}
      <br />
      <small className="quiet">{t("devices.promised", { n: figure(promised), s: figure(interval), minutes: figure(over / 60) })}</small>
    </>
  );
}
