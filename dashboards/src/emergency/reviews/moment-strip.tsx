import type { ReviewMoment } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { fullMoment, timeOfDay } from "../../time/format";
import { clockOf } from "../runs/run-clock";
import { inTime } from "./in-time";
import styles from "./reviews.module.css";

/** First contact, arrival, contained, stood down: when, and how long after it began. */
export function MomentStrip({ moments }: { readonly moments: readonly ReviewMoment[] }) {
  const { t, word, language } = useWords();
  const zone = useZone();
  return (
    <ol className={styles.strip} aria-label={t("planReviews.moments")} data-testid="review-moments">
      {inTime(moments).map(({ kind, at, after_s }) => (
        <li key={kind} className={styles.moment} data-testid="review-moment" data-kind={kind} data-after={after_s ?? ""}>
          <span className="quiet">{word("planReview.moment", kind)}</span>
          {at === null ? (
            <strong>{t("planReviews.never")}</strong>
          ) : (
            <time dateTime={at} title={fullMoment(Date.parse(at), zone, language)}>
              <strong className="number">{timeOfDay(Date.parse(at), zone, language)}</strong>
            </time>
          )}
          <span className="number">{after_s === null || after_s === 0 ? "\u00a0" : `+${clockOf(after_s * 1_000)}`}</span>
        </li>
      ))}
    </ol>
  );
}
