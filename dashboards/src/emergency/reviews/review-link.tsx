import { Link } from "react-router";

import type { PlanRun, WorkOrderDetail } from "../../api/schema";
import { Icon } from "../../icons/icon";
import { useWords } from "../../messages/language-context";
import styles from "./reviews.module.css";
import { useReviewOf } from "./use-reviews";

/** From a run that is over to its review. */
export function RunReviewLink({ run }: { readonly run: Pick<PlanRun, "id" | "ended_at"> }) {
  const { t } = useWords();
  const review = useReviewOf({ run: run.id }, run.ended_at !== null);
  if (review === undefined) return null;
  return (
    <Link to={`/emergency/reviews/${review.id}`} className={styles.link} data-testid="run-review">
      <Icon name="link" /> {t("planReviews.toReview")}
    </Link>
  );
}

/** From a work order to the review whose improvement it is. What an alarm opened is none. */
export function OrderReviewLink({ order }: { readonly order: Pick<WorkOrderDetail, "id" | "alarm_ids"> }) {
  const { t } = useWords();
  const review = useReviewOf({ order: order.id }, order.alarm_ids.length === 0);
  if (review === undefined) return null;
  return (
    <Link to={`/emergency/reviews/${review.id}`} className={styles.link} data-testid="order-review">
      <Icon name="link" /> {t("planReviews.ofOrder")} <span className="number">{review.number}</span>
    </Link>
  );
}
