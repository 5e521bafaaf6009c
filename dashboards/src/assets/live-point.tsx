import type { Point } from "../api/schema";
import { useLiveValue, useStreamState } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { ago } from "../time/ago";
import { useNow } from "../time/clock";
import styles from "./asset-page.module.css";
import { sightOf } from "./pictures/sight";
import { isAbnormal, valueWords } from "./point-words";

interface LivePointProps {
  readonly point: Point;
  /** Older than this (seconds), a value is not shown as if it were true. */
  readonly staleAfterS: number;
}

/** One point: its value and how old it is; stale is grey and struck through, bad is said. */
export function LivePoint({ point, staleAfterS }: LivePointProps) {
  const words = useWords();
  const { t, word } = words;
  const now = useNow(1);
  const { phase } = useStreamState();
  const live = useLiveValue(point.id);
  const { value, quality, trust, at } = sightOf(point, live, { now, connected: phase === "open", staleAfterS });
  if (at === null) return null;

  const stale = trust === "stale";
  const phrase = ago(at, now);
  return (
    <div className={styles.value} data-testid="live-point" data-point-id={point.id} data-stale={stale}>
      <dt>{words.text(point.name)}</dt>
      <dd className="number">
        <span className={stale ? styles.stale : trust !== "bad" && isAbnormal(point, value) ? styles.abnormal : undefined}>
          {valueWords(point, value, words)}
        </span>
        <small>
          {stale && `${t("value.stale")} · `}
          {quality !== "good" && `${word("quality", quality)} · `}
          {t(phrase.key, phrase.values)}
        </small>
      </dd>
    </div>
  );
}
