import type { DeviceDetail, Vital } from "../api/schema";
import type { Words } from "../messages/language-context";
import { valueWords } from "../assets/point-words";

type Fact = Vital["fact"];

const BATTERY = ["battery_pct", "battery_v"] as const satisfies readonly Fact[];
const SIGNAL = ["signal_dbm", "snr_db", "margin_db", "lqi"] as const satisfies readonly Fact[];
const NAMES: Partial<Record<Fact, string>> = { snr_db: "SNR", margin_db: "margin", lqi: "LQI" };

export function vitalOf({ vitals }: Pick<DeviceDetail, "vitals">, fact: Fact): Vital | undefined {
  return vitals.find((vital) => vital.fact === fact);
}

/** What is known of battery or signal, each with its unit; empty: nothing. */
export function vitalsOf({ vitals }: Pick<DeviceDetail, "vitals">, of: "battery" | "signal"): readonly Vital[] {
  const facts: readonly Fact[] = of === "battery" ? [...BATTERY, "mains"] : SIGNAL;
  return vitals.filter((vital) => facts.includes(vital.fact) && vital.value !== false);
}

export function vitalWords({ fact, value, unit }: Vital, words: Words): string {
  if (fact === "mains") return words.t("devices.mains");
  const said = valueWords({ kind: typeof value === "string" ? "text" : "analog", unit, values: [] }, value, words);
  const name = NAMES[fact];
  return name === undefined ? said : `${name} ${said}`;
}
