import type { RunWatched } from "../../api/schema";
import { sightOf } from "../../assets/pictures/sight";
import { isAbnormal, valueWords } from "../../assets/point-words";
import { useLiveValue, useStreamState } from "../../live/live-context";
import { useWords } from "../../messages/language-context";
import { ago } from "../../time/ago";
import { useNow } from "../../time/clock";
import styles from "./runs.module.css";

/** One value on one line, with its age: stale is grey and struck through, bad is said, never seen too. */
export function RunValue({ watched }: { readonly watched: RunWatched }) {
  const words = useWords();
  const { t, word, text } = words;
  const { point, stale_after_s } = watched;
  const now = useNow(1);
  const { phase } = useStreamState();
  const live = useLiveValue(point.id);
  const { value, quality, trust, at } = sightOf(point, live, { now, connected: phase === "open", staleAfterS: stale_after_s });
  const stale = trust === "stale";
  const age = at === null ? null : ago(at, now);
  return (
    <div className={styles.value} data-testid="run-value" data-point-id={point.id} data-stale={stale} data-seen={at !== null}>
      <dt>{text(point.name)}</dt>
      <dd className="number">
        {age === null ? (
          <span className="quiet">{t("planRuns.neverSeen")}</span>
        ) : (
          <>
            <strong className={stale ? styles.stale : trust !== "bad" && isAbnormal(point, value) ? styles.abnormal : undefined}>{valueWords(point, value, words)}</strong>{" "}
            <small className="quiet">
              {stale && `${t("value.stale")} · `}
              {quality !== "good" && `${word("quality", quality)} · `}
              {t(age.key, age.values)}
            </small>
          </>
        )}
      </dd>
    </div>
  );
}
