import { type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Department, NewWhistle, Whistle, WhistleDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { whistleAsIfDone } from "../offline/answered-as-if-done";
import { nowOrLater, whoIsHere } from "../offline/or-queued";

/** Which whistles a list shows. */
export interface WhistleFilter {
  readonly site: string;
  readonly open: boolean;
  readonly awaits: Department | null;
  readonly order: string | null;
}

export function whistleQuery({ site, open, awaits, order }: WhistleFilter) {
  return { site, state: open ? ("open" as const) : undefined, awaits: awaits ?? undefined, order_id: order ?? undefined };
}

/** Whistles, newest first; the live stream has the list read again. */
export function useWhistles(filter: WhistleFilter) {
  return useInfiniteQuery({
    queryKey: keys.whistles(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/whistles", { params: { query: { ...whistleQuery(filter), cursor: pageParam, limit: 50 } } })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

export function useWhistle(id: string) {
  return useQuery({
    queryKey: keys.whistle(id),
    queryFn: () => data(api.GET("/api/v1/whistles/{whistle_id}", { params: { path: { whistle_id: id } } })),
  });
}

/** Call departments. */
export function useBlow() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (body: NewWhistle) => data(api.POST("/api/v1/whistles", { body })),
    onError: tell,
    onSuccess: () => client.invalidateQueries({ queryKey: ["whistles"] }),
  });
}

export type WhistleWrite =
  | { readonly step: "check-in"; readonly department: Department; readonly note: string }
  | { readonly step: "add"; readonly department: Department }
  | { readonly step: "stand-down"; readonly outcome: string }
  | { readonly step: "note"; readonly note: string };

/** Change a whistle. If somebody was faster, say so and show what they did. */
export function useWhistleWrite({ id, version }: Pick<Whistle, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: WhistleWrite) => (write.step === "check-in" ? checkIn(client, id, version, write) : data(sent(id, version, write))),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.whistle(id) });
    },
    onSuccess: (told: WhistleDetail) => {
      client.setQueryData(keys.whistle(id), told);
      void client.invalidateQueries({ queryKey: ["whistles"] });
    },
  });
}

/** Now, or once there is a network again. */
async function checkIn(client: QueryClient, id: string, version: number, write: WhistleWrite & { readonly step: "check-in" }): Promise<WhistleDetail> {
  const shown = client.getQueryData<WhistleDetail>(keys.whistle(id));
  const send = (key?: string) => data(sent(id, version, write, key));
  if (shown === undefined) return send();
  const { department, note } = write;
  const done = await nowOrLater({ kind: "step", step: { what: "check-in", subject: id, department, note } }, { zh: shown.matter, en: shown.matter }, send);
  return "told" in done ? done.told : whistleAsIfDone(shown, done.waits, whoIsHere(client));
}

function sent(id: string, version: number, write: WhistleWrite, key?: string) {
  const path = { whistle_id: id };
  switch (write.step) {
    case "check-in":
      // Others may check in at the same moment: that is no conflict.
      return api.POST("/api/v1/whistles/{whistle_id}/check-in", { params: { path, header: { "idempotency-key": key } }, body: { department: write.department, note: write.note } });
    case "add":
      return api.POST("/api/v1/whistles/{whistle_id}/add", { params: { path }, body: { department: write.department } });
    case "stand-down":
      return api.POST("/api/v1/whistles/{whistle_id}/stand-down", {
        params: { path, header: { "if-match": `"${version}"` } },
        body: { outcome: write.outcome },
      });
    case "note":
      return api.POST("/api/v1/whistles/{whistle_id}/note", { params: { path }, body: { note: write.note } });
  }
}
