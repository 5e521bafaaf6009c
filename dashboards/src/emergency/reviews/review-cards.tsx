import { Link } from "react-router";

import type { PlanReview } from "../../api/schema";
import cardStyles from "../../layout/cards.module.css";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { Moment } from "../../time/moment";
import { clockOf } from "../runs/run-clock";
import styles from "./reviews.module.css";

/** Reviews at a glance: what, how long, how many limits were kept, what came of it. */
export function ReviewCards({ reviews }: { readonly reviews: readonly PlanReview[] }) {
  const { t, text, word } = useWords();
  return (
    <ul className={styles.cards}>
      {reviews.map((review) => (
        <li key={review.id}>
          <Link to={`/emergency/reviews/${review.id}`} className={cardStyles.card} data-testid="review-row" data-review-id={review.id} data-state={review.state}>
            <span className={cardStyles.line}>
              <span>
                <SeverityMark severity={review.severity} /> <strong>{t(`planReviews.${review.state}`)}</strong>
                {review.realm !== "live" && <strong> · {t("planReviews.drill")}</strong>}
              </span>
              <span className="quiet number">{review.number}</span>
            </span>
            <strong>{text(review.title)}</strong>
            <span className="quiet">
              {word("planRun.state", review.ending)} · <Moment at={review.ended_at} /> ·{" "}
              {t("planReviews.took", { length: clockOf(Date.parse(review.ended_at) - Date.parse(review.begun_at)) })}
            </span>
            <span>
              {t("planReviews.keptOf", { kept: review.kept })}
              {review.missed > 0 && <span className="late"> · {t("planReviews.missed", { n: review.missed })}</span>}
              {review.tasks.length > 0 && ` · ${t("planReviews.tasksOf", { n: review.tasks.length })}`}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
