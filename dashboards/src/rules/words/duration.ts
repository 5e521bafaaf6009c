/** Lengths of time as rules have them: `30s`, `5m`, `1h30m`, `2d`. */
import type { MessageKey, Values } from "../../messages/translate";

const PARTS = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d{1,3})?)s)?$/;
/** What Steward itself writes as a default: `PT15M`. */
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SIZES_MS = [86_400_000, 3_600_000, 60_000, 1_000] as const;
const UNITS = ["d", "h", "m", "s"] as const;
const WORDS = ["time.days", "time.hours", "time.minutes", "time.seconds"] as const satisfies readonly MessageKey[];
const LONGEST_MS = 31 * 86_400_000;

/** The length that `text` names in ms; `null`: it names none, or one longer than a month. */
export function durationMs(text: string): number | null {
  const found = text === "" ? null : PARTS.exec(text);
  if (found === null) return null;
  const total = SIZES_MS.reduce((sum, size, index) => sum + Number(found[index + 1] ?? 0) * size, 0);
  return total > LONGEST_MS ? null : total;
}

/** `PT15M` as people write it: `15m`. Anything else stays as it is. */
export function writtenDuration(text: string): string {
  const found = ISO.exec(text);
  if (found === null) return text;
  return UNITS.map((unit, index) => (found[index + 1] === undefined ? "" : `${found[index + 1] ?? ""}${unit}`)).join("");
}

/** In words, whole: `1h30m` is 1 小时 30 分钟. What is no length of time is shown as it is. */
export function durationWords(text: string, t: (key: MessageKey, values?: Values) => string): string {
  const total = durationMs(text);
  if (total === null) return text;
  let rest = total;
  const parts = SIZES_MS.flatMap((size, index) => {
    const key = WORDS[index] ?? "time.seconds";
    const count = size === 1_000 ? rest / size : Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [t(key, { n: count })] : [];
  });
  return parts.length === 0 ? t("time.seconds", { n: 0 }) : parts.join(" ");
}
