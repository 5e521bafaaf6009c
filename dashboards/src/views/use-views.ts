import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { SavedView, SavedViewChange, SavedViewIn, SavedViews, ViewedPage } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { useProblemNotice } from "../layout/use-problem-notice";
import { forgetKept, keptInBrowser } from "./kept-in-browser";

/** One's views of a page in their order, then those that others share; kept by the server, the same at every desk. */
export function useViews(page: ViewedPage) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: keys.views(page),
    queryFn: () => data(api.GET("/api/v1/me/views", { params: { query: { page } } })),
    staleTime: 60_000,
  });
  const known = query.data !== undefined;
  useEffect(() => {
    if (known) void moveOver(page).then((moved) => moved && client.setQueryData(keys.views(page), moved));
  }, [known, page, client]);
  return query.data?.items ?? [];
}

type Write = { readonly add: Omit<SavedViewIn, "page"> } | { readonly change: SavedView; readonly to: SavedViewChange } | { readonly remove: SavedView } | { readonly order: string[] };

/** Add, change, remove a view, or put all in order. Every answer is the whole list. */
export function useViewWrites(page: ViewedPage) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (write: Write) => written(page, write),
    onSuccess: (views) => client.setQueryData(keys.views(page), views),
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: keys.views(page) });
    },
  });
}

function written(page: ViewedPage, write: Write): Promise<SavedViews> {
  const once = { "idempotency-key": uniqueKey() };
  if ("add" in write) return data(api.POST("/api/v1/me/views", { params: { header: once }, body: { page, ...write.add } }));
  if ("order" in write) return data(api.POST("/api/v1/me/views/order", { params: { header: once }, body: { page, ids: write.order } }));
  const view = "change" in write ? write.change : write.remove;
  const params = { path: { view_id: view.id }, header: { "if-match": `"${view.version}"` } };
  if ("change" in write) return data(api.PATCH("/api/v1/me/views/{view_id}", { params, body: write.to }));
  return data(api.DELETE("/api/v1/me/views/{view_id}", { params }));
}

let moving: Promise<SavedViews | null> | null = null;

/** Hand the server what an earlier version kept in this browser, once; a name that it knows already stays as it is there. */
function moveOver(page: ViewedPage): Promise<SavedViews | null> {
  if (page !== "orders") return Promise.resolve(null);
  moving ??= handOver();
  return moving;
}

async function handOver(): Promise<SavedViews | null> {
  let views: SavedViews | null = null;
  for (const { name, address } of keptInBrowser()) {
    try {
      views = await data(api.POST("/api/v1/me/views", { body: { page: "orders", name, query: address } }));
    } catch (error) {
      if (asProblem(error).status !== 422) return views; // nobody there: the next time the page is opened
    }
  }
  forgetKept();
  return views;
}
