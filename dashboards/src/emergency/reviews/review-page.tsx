import { Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../../icons/icon";
import { Failure } from "../../layout/failure";
import { useWords } from "../../messages/language-context";
import { ReviewView } from "./review-view";
import { useReview } from "./use-reviews";

export default function ReviewPage() {
  const { t } = useWords();
  const { id = "" } = useParams();
  const { data: review, error, refetch } = useReview(id);
  return (
    <>
      <Link to="/emergency/reviews" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("planReviews.title")}
      </Link>
      {review !== undefined ? (
        <ReviewView key={review.id} review={review} />
      ) : error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton active paragraph={{ rows: 12 }} />
      )}
    </>
  );
}
