import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { NewWebhook, Sending, Webhook, WebhookIn, WebhookWithSecret } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const WEBHOOKS = ["webhooks"] as const;
/** Deliveries are made by the worker, of which the stream does not tell: look again while somebody looks on. */
const LOOK_EVERY_MS = 3000;

export function useWebhooks() {
  return useQuery({ queryKey: [...WEBHOOKS, "list"], queryFn: () => data(api.GET("/api/v1/webhooks")), refetchInterval: 5 * LOOK_EVERY_MS });
}

export function useWebhook(id: string) {
  return useQuery({
    queryKey: [...WEBHOOKS, "one", id],
    queryFn: () => data(api.GET("/api/v1/webhooks/{webhook_id}", { params: { path: { webhook_id: id } } })),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useDeliveries(id: string, state: Sending | null) {
  return useInfiniteQuery({
    queryKey: [...WEBHOOKS, "log", id, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      data(
        api.GET("/api/v1/webhooks/{webhook_id}/deliveries", {
          params: { path: { webhook_id: id }, query: { state: state ?? undefined, cursor: pageParam, limit: 50 } },
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: LOOK_EVERY_MS,
  });
}

export type WebhookWrite =
  | { readonly what: "add"; readonly body: NewWebhook }
  | { readonly what: "change"; readonly webhook: Webhook; readonly body: WebhookIn }
  | { readonly what: "on" | "off" | "secret" | "test"; readonly webhook: Webhook }
  | { readonly what: "resend"; readonly webhook: Webhook; readonly delivery: string };

/** Change webhooks; the secret that some answers hold is given back and kept nowhere. */
export function useWebhookWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: async (asked: WebhookWrite): Promise<string | null> => {
      const told = await write(asked);
      return told === null ? null : told.secret;
    },
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: WEBHOOKS }),
  });
}

async function write(asked: WebhookWrite): Promise<WebhookWithSecret | null> {
  if (asked.what === "add") return data(api.POST("/api/v1/webhooks", { body: asked.body }));
  const path = { webhook_id: asked.webhook.id };
  const asRead = { path, header: { "if-match": `"${asked.webhook.version}"` } };
  switch (asked.what) {
    case "secret":
      return data(api.POST("/api/v1/webhooks/{webhook_id}/secret", { params: { path } }));
    case "change":
      await data(api.POST("/api/v1/webhooks/{webhook_id}/change", { params: asRead, body: asked.body }));
      return null;
    case "on":
      await data(api.POST("/api/v1/webhooks/{webhook_id}/on", { params: { path } }));
      return null;
    case "off":
      await data(api.POST("/api/v1/webhooks/{webhook_id}/off", { params: { path } }));
      return null;
    case "test":
      await data(api.POST("/api/v1/webhooks/{webhook_id}/test", { params: { path } }));
      return null;
    case "resend":
      await data(
        api.POST("/api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", { params: { path: { ...path, delivery_id: asked.delivery } } }),
      );
      return null;
  }
}
