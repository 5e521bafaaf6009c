import type { useReviewWrite } from "./use-reviews";

/** Adding to a review, as the parts of its page are given it. */
export type WriteReview = ReturnType<typeof useReviewWrite>;
