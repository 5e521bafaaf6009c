/** What a wall screen says aloud. */
import type { Alarm, Severity } from "../api/schema";
import type { BothLanguages, Language } from "../messages/translate";

/** One thing to say. */
export interface Line {
  readonly key: string;
  readonly severity: Severity;
  /** Said again and again until somebody acknowledges it; otherwise once. */
  readonly repeats: boolean;
  readonly words: BothLanguages;
}

type Told = Pick<Alarm, "id" | "severity" | "state" | "message" | "raised_at">;

const RANK: Readonly<Record<string, number>> = { critical: 0, high: 1, medium: 2, low: 3 };
/** More at once nobody can follow: the rest is counted. */
const AT_ONCE = 3;

const SEVERITY: Readonly<Record<string, BothLanguages>> = {
  critical: { zh: "紧急告警", en: "Critical alarm" },
  high: { zh: "重要告警", en: "High alarm" },
  medium: { zh: "一般告警", en: "Medium alarm" },
};

/** Whether anybody has yet to say that they have seen it. */
export function unseen({ state }: Pick<Alarm, "state">): boolean {
  return state === "unacknowledged" || state === "returned_unacknowledged";
}

/** What nobody has seen first, then the worst, then what has stood longest. */
export function worstFirst<A extends Told>(alarms: readonly A[]): A[] {
  const rank = (alarm: A) => (unseen(alarm) ? 0 : 10) + (RANK[alarm.severity] ?? 4);
  return [...alarms].sort((one, other) => rank(one) - rank(other) || one.raised_at.localeCompare(other.raised_at));
}

/** How serious, where, what: for each alarm that nobody has seen, the worst first. What is only a hint stays silent. */
export function spoken<A extends Told>(alarms: readonly A[], placeOf: (alarm: A) => BothLanguages): Line[] {
  const waiting = worstFirst(alarms).filter((alarm) => unseen(alarm) && SEVERITY[alarm.severity] !== undefined);
  const lines = waiting.slice(0, AT_ONCE).map((alarm): Line => {
    const place = placeOf(alarm);
    const how = SEVERITY[alarm.severity] ?? { zh: "", en: "" };
    return {
      key: alarm.id,
      severity: alarm.severity,
      repeats: alarm.severity !== "medium",
      words: { zh: sentences([how.zh, place.zh, alarm.message.zh], "。"), en: sentences([how.en, place.en, alarm.message.en], ". ") },
    };
  });
  const [worst] = lines;
  const more = waiting.length - lines.length;
  if (worst === undefined || more === 0) return lines;
  return [...lines, { key: `more-${more}`, severity: worst.severity, repeats: worst.repeats, words: { zh: `另有 ${more} 条告警待确认。`, en: `${more} more alarms wait.` } }];
}

/** The languages to speak, as an address names them: Chinese first, unless it says otherwise. */
export function languagesOf(asked: string | null): readonly Language[] {
  const known = (asked ?? "").split(",").filter((tag): tag is Language => tag === "zh" || tag === "en");
  return known.length === 0 ? ["zh"] : [...new Set(known)];
}

function sentences(parts: readonly string[], stop: string): string {
  return parts.filter((part) => part.trim() !== "").map((part) => part.replace(/[。.]+$/, "") + stop).join("").trim();
}
