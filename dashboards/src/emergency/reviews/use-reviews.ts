import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../../api/client";
import { asProblem } from "../../api/problem";
import type { CloseReview, NewFinding, NewImprovement, PlanReview, ReviewState } from "../../api/schema";
import { useProblemNotice } from "../../layout/use-problem-notice";

/** Which reviews a list shows. `drill`: of that drill alone. */
export interface ReviewFilter {
  readonly site: string;
  readonly state: ReviewState | null;
  readonly drill: string | null;
}

export function reviewQuery({ site, state, drill }: ReviewFilter) {
  return { site, state: state ?? undefined, drill: drill ?? undefined };
}

const one = (id: string) => ["plan-review", id] as const;

/** Reviews; those whose run ended last come first. The live stream has the list read again. */
export function useReviews(filter: ReviewFilter) {
  return useInfiniteQuery({
    queryKey: ["plan-reviews", filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/plan-reviews", { params: { query: { ...reviewQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: one(id),
    queryFn: () => data(api.GET("/api/v1/plan-reviews/{review_id}", { params: { path: { review_id: id } } })),
  });
}

/** The review of a run, or the one whose improvement a work order is; `undefined`: none, or not known yet. */
export function useReviewOf(of: { readonly run: string } | { readonly order: string }, asked: boolean): PlanReview | undefined {
  const { data: page } = useQuery({
    queryKey: ["plan-review-of", of],
    queryFn: () => data(api.GET("/api/v1/plan-reviews/of", { params: { query: of } })),
    enabled: asked,
    // A link beside something else: without a network it is not worth a second try.
    retry: false,
  });
  return page?.items[0];
}

export type ReviewWrite =
  | { readonly what: "find"; readonly body: NewFinding }
  | { readonly what: "give-task"; readonly body: NewImprovement }
  | { readonly what: "close"; readonly body: CloseReview };

/** Add to a review, or close it. If somebody was faster, say so and show what they did. */
export function useReviewWrite({ id, version }: Pick<PlanReview, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  const again = () => Promise.all(["plan-review", "plan-reviews", "plan-review-of"].map((name) => client.invalidateQueries({ queryKey: [name] })));
  return useMutation({
    mutationFn: (write: ReviewWrite) => data(sent(id, version, write)),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: one(id) });
    },
    onSuccess: again,
  });
}

function sent(id: string, version: number, write: ReviewWrite) {
  const path = { review_id: id };
  switch (write.what) {
    case "find":
      // Several people may write at the same moment: that is no conflict.
      return api.POST("/api/v1/plan-reviews/{review_id}/findings", { params: { path }, body: write.body });
    case "give-task":
      return api.POST("/api/v1/plan-reviews/{review_id}/tasks", { params: { path }, body: write.body });
    case "close":
      return api.POST("/api/v1/plan-reviews/{review_id}/close", { params: { path, header: { "if-match": `"${version}"` } }, body: write.body });
  }
}
