import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { asProblem } from "../api/problem";
import type { CountIn, HandOverDetail, PostListIn } from "../api/schema";
import { upload } from "../files/upload";
import { useProblemNotice } from "../layout/use-problem-notice";

/** A step that may carry words. */
export type WordStep = "offer" | "sign" | "refuse" | "send-back" | "sign-anyway" | "cancel" | "note";

/** My running duties, what waits for me, and what I decide about. */
export function useMyHandOvers() {
  return useQuery({ queryKey: ["my-hand-overs"], queryFn: () => data(api.GET("/api/v1/me/hand-overs")), refetchInterval: 60_000 });
}

export function useHandOvers(site: string) {
  return useInfiniteQuery({
    queryKey: ["hand-overs", site],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/hand-overs", { params: { query: { site, cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** One sheet; while it is live what is open changes with every order, so it is read again now and then. */
export function useHandOver(id: string) {
  return useQuery({
    queryKey: ["hand-over", id],
    queryFn: () => data(api.GET("/api/v1/hand-overs/{hand_over_id}", { params: { path: { hand_over_id: id } } })),
    refetchInterval: (query) => (query.state.data?.ended_at == null ? 60_000 : false),
  });
}

export function useOpenHandOver() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (duty: string) => data(api.POST("/api/v1/hand-overs", { body: { duty_id: duty } })),
    onError: tell,
    onSuccess: (told) => {
      client.setQueryData(["hand-over", told.id], told);
      void client.invalidateQueries({ queryKey: ["my-hand-overs"] });
    },
  });
}

export type HandOverWrite =
  | { readonly kind: "count"; readonly counts: Readonly<Record<string, CountIn>>; readonly note: string }
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "signature"; readonly picture: Blob }
  | { readonly kind: "step"; readonly step: WordStep; readonly note: string };

/** Change a sheet. If somebody was faster, say so and show what they did. */
export function useHandOverWrite({ id }: Pick<HandOverDetail, "id">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: HandOverWrite) => sent(id, write),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["hand-over", id] });
    },
    onSuccess: async (told) => {
      if (told !== null) client.setQueryData(["hand-over", id], told);
      else await client.invalidateQueries({ queryKey: ["hand-over", id] });
      for (const name of ["hand-overs", "my-hand-overs", "my-duty", "duty", "orders"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

async function sent(id: string, write: HandOverWrite): Promise<HandOverDetail | null> {
  const params = { path: { hand_over_id: id } };
  switch (write.kind) {
    case "count":
      return data(api.POST("/api/v1/hand-overs/{hand_over_id}/count", { params, body: { counts: { ...write.counts }, note: write.note } }));
    case "file":
      await upload("hand-overs", id, write.file);
      return null;
    case "signature": {
      const form = new FormData();
      form.append("file", write.picture, "signature.png");
      form.append("signature", "true");
      // The description types a file as text; the form data is what is sent.
      await data(
        api.POST("/api/v1/hand-overs/{hand_over_id}/files", { params, body: form as never, bodySerializer: (body: unknown) => body as FormData }),
      );
      return null;
    }
    case "step":
      return data(stepped(write.step, params, { note: write.note }));
  }
}

function stepped(step: WordStep, params: { path: { hand_over_id: string } }, body: { note: string }) {
  switch (step) {
    case "offer":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/offer", { params, body });
    case "sign":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/sign", { params, body });
    case "refuse":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/refuse", { params, body });
    case "send-back":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/send-back", { params, body });
    case "sign-anyway":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/sign-anyway", { params, body });
    case "cancel":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/cancel", { params, body });
    case "note":
      return api.POST("/api/v1/hand-overs/{hand_over_id}/note", { params, body });
  }
}

export function usePostLists(site: string) {
  return useQuery({ queryKey: ["hand-over-posts", site], queryFn: () => data(api.GET("/api/v1/hand-over-posts", { params: { query: { site } } })) });
}

export type ThingsWrite =
  | { readonly kind: "list"; readonly post: string; readonly version: number; readonly body: PostListIn }
  | { readonly kind: "lend"; readonly thing: string; readonly to: string; readonly number: number }
  | { readonly kind: "return"; readonly loan: string };

/** Change a list, lend something, take it back. */
export function useThingsWrite(site: string) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (write: ThingsWrite): Promise<void> => {
      if (write.kind === "lend") {
        await data(api.POST("/api/v1/hand-over-things/{thing_id}/lend", { params: { path: { thing_id: write.thing } }, body: { to: write.to, number: write.number, note: "" } }));
      } else if (write.kind === "return") {
        await data(api.POST("/api/v1/thing-loans/{loan_id}/return", { params: { path: { loan_id: write.loan } } }));
      } else {
        await data(
          api.PUT("/api/v1/hand-over-posts/{site}/{post}", {
            params: { path: { site, post: write.post as never }, header: { "if-match": `"${write.version}"` } },
            body: write.body,
          }),
        );
      }
    },
    onError: tell,
    onSettled: () => {
      for (const name of ["hand-over-posts", "hand-over"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}
