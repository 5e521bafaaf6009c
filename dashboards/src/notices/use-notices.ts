import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { ChangeNotice, NewNotice, NewNoticeUpdate, Notice, NoticeDetail, NoticeState } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const UNDER_WAY: NoticeState[] = ["draft", "submitted", "approved", "published", "updated", "rejected"];

export interface NoticeListFilter {
  readonly site: string;
  readonly view: "open" | "waits" | "all";
  readonly about?: string;
}

export function noticeQuery({ site, view, about }: NoticeListFilter) {
  return { site, about, waits: view === "waits" ? true : undefined, state: view === "open" ? UNDER_WAY : undefined };
}

/** Notices, newest first; the live stream has the list read again. */
export function useNotices(filter: NoticeListFilter) {
  return useInfiniteQuery({
    queryKey: keys.notices(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/notices", { params: { query: { ...noticeQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

const LOOK_MS = 3_000;

/** One notice. What its messages come to is told by no event: while some are on their way it is read again. */
export function useNotice(id: string) {
  return useQuery({
    refetchInterval: ({ state }) => (state.data?.counts.some(({ queued }) => queued > 0) === true ? LOOK_MS : false),
    queryKey: keys.notice(id),
    queryFn: () => data(api.GET("/api/v1/notices/{notice_id}", { params: { path: { notice_id: id } } })),
  });
}

/** Whom a notice can concern. */
export function useNoticeUnits(site: string) {
  return useQuery({
    queryKey: keys.noticeUnits(site),
    queryFn: () => data(api.GET("/api/v1/notices/units", { params: { query: { site } } })),
    staleTime: 300_000,
  });
}

export function useDraft() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (body: NewNotice) => data(api.POST("/api/v1/notices", { body })),
    onError: tell,
    onSuccess: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}

export type NoticeWrite =
  | { readonly step: "change"; readonly body: ChangeNotice }
  | { readonly step: "submit" | "publish" }
  | { readonly step: "approve"; readonly publish: boolean }
  | { readonly step: "reject" | "withdraw"; readonly words: string }
  | { readonly step: "update"; readonly body: NewNoticeUpdate }
  | { readonly step: "approve-update"; readonly update: string }
  | { readonly step: "reject-update"; readonly update: string; readonly words: string };

/** Take a step. If somebody was faster, say so and show what they did. */
export function useNoticeWrite({ id, version }: Pick<Notice, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: NoticeWrite) => data(sent(id, version, write)),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.notice(id) });
    },
    onSuccess: (told: NoticeDetail) => {
      client.setQueryData(keys.notice(id), told);
      void client.invalidateQueries({ queryKey: ["notices"] });
    },
  });
}

function sent(id: string, version: number, write: NoticeWrite) {
  const params = { path: { notice_id: id }, header: { "if-match": `"${version}"` } };
  switch (write.step) {
    case "change":
      return api.POST("/api/v1/notices/{notice_id}/change", { params, body: write.body });
    case "submit":
      return api.POST("/api/v1/notices/{notice_id}/submit", { params, body: {} });
    case "publish":
      return api.POST("/api/v1/notices/{notice_id}/publish", { params, body: {} });
    case "approve":
      return api.POST("/api/v1/notices/{notice_id}/approve", { params, body: { publish: write.publish } });
    case "reject":
      return api.POST("/api/v1/notices/{notice_id}/reject", { params, body: { words: write.words } });
    case "withdraw":
      return api.POST("/api/v1/notices/{notice_id}/withdraw", { params, body: { words: write.words } });
    case "update":
      return api.POST("/api/v1/notices/{notice_id}/updates", { params, body: write.body });
    case "approve-update":
      return api.POST("/api/v1/notices/{notice_id}/updates/{update_id}/approve", { params: { ...params, path: { notice_id: id, update_id: write.update } }, body: {} });
    case "reject-update":
      return api.POST("/api/v1/notices/{notice_id}/updates/{update_id}/reject", {
        params: { ...params, path: { notice_id: id, update_id: write.update } },
        body: { words: write.words },
      });
  }
}
