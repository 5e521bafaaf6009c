import { useState } from "react";

import type { PlanReviewDetail } from "../../api/schema";
import { EarlierRuns } from "./earlier-runs";
import { FindingsCard } from "./findings-card";
import { LimitsCard } from "./limits-card";
import { MomentStrip } from "./moment-strip";
import { PicturesCard } from "./pictures-card";
import { ReactionsCard } from "./reactions-card";
import { ReviewCurves } from "./review-curves";
import { ReviewHead } from "./review-head";
import { ReviewTimeline } from "./review-timeline";
import styles from "./reviews.module.css";
import { TasksCard } from "./tasks-card";
import { useReviewWrite } from "./use-reviews";

/** One review: the moments, what was found and is to be better, the time line beside the telemetry, limits and reactions. */
export function ReviewView({ review }: { readonly review: PlanReviewDetail }) {
  const write = useReviewWrite(review);
  // A line of the time line that somebody looks at is marked in every curve: epoch ms.
  const [picked, setPicked] = useState<number | null>(null);
  return (
    <article className={styles.view} data-testid="review-detail" data-review-id={review.id} data-state={review.state}>
      <ReviewHead review={review} write={write} />
      <MomentStrip moments={review.moments} />
      <div className={styles.halves}>
        <FindingsCard review={review} write={write} />
        <TasksCard review={review} write={write} />
      </div>
      <LimitsCard review={review} />
      <div className={styles.beside}>
        <ReviewTimeline review={review} picked={picked} pick={setPicked} />
        <ReviewCurves review={review} picked={picked} />
      </div>
      <ReactionsCard review={review} />
      <div className={styles.halves}>
        <PicturesCard review={review} />
        <EarlierRuns review={review} />
      </div>
    </article>
  );
}
