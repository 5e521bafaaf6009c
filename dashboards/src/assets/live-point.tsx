import type { Point } from "../api/schema";
import { useLiveValue, useStreamState } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { ago } from "../time/ago";
import { useNow } from "../time/clock";
import styles from "./asset-page.module.css";
import { isStale } from "./is-stale";
import { isAbnormal, type Value, valueWords } from "./point-words";

interface LivePointProps {
  readonly point: Point;
  /** Older than this (seconds), a value is not shown as if it were true. */
  readonly staleAfterS: number;
}

interface Known {
  readonly value: Value;
  readonly quality: string;
  readonly at: number;
}

/** One point: its value and how old it is; stale is grey and struck through, bad is said. */
export function LivePoint({ point, staleAfterS }: LivePointProps) {
  const words = useWords();
  const { t, word } = words;
  const now = useNow(1);
  const { phase } = useStreamState();
  const live = useLiveValue(point.id);
  const fetched: Known | null = point.latest === null ? null : { value: point.latest.value, quality: point.latest.quality, at: Date.parse(point.latest.ts) };
  const spokenSince = live !== undefined && (fetched === null || live.at > fetched.at);
  const known = spokenSince ? live : fetched;
  if (known === null) return null;

  const toldStale = point.latest?.stale ?? false;
  const stale = isStale({ at: known.at, spokenSince, toldStale, repeated: point.kind === "analog", connected: phase === "open" }, now, staleAfterS);
  const bad = known.quality === "bad" || known.value === null;
  const phrase = ago(known.at, now);
  return (
    <div className={styles.value} data-testid="live-point" data-point-id={point.id} data-stale={stale}>
      <dt>{words.text(point.name)}</dt>
      <dd className="number">
        <span className={stale ? styles.stale : !bad && isAbnormal(point, known.value) ? styles.abnormal : undefined}>
          {valueWords(point, known.value, words)}
        </span>
        <small>
          {stale && `${t("value.stale")} · `}
          {known.quality !== "good" && `${word("quality", known.quality)} · `}
          {t(phrase.key, phrase.values)}
        </small>
      </dd>
    </div>
  );
}
