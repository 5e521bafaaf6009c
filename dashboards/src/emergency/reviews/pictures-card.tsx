import { Card } from "antd";

import type { PlanReviewDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import runStyles from "../runs/runs.module.css";
import { StepPicture } from "../runs/step-pictures";

/** The photos that were taken while it went on. */
export function PicturesCard({ review }: { readonly review: PlanReviewDetail }) {
  const { t } = useWords();
  if (review.files.length === 0) return null;
  return (
    <Card size="small" title={t("planReviews.pictures")} data-testid="review-pictures">
      <div className={runStyles.pictures}>
        {review.files.map((file) => (
          <StepPicture key={file.id} run={review.run_id} file={file} />
        ))}
      </div>
    </Card>
  );
}
