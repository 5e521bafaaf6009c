import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import type { Contacts } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

const MINE = ["my-contacts"] as const;
/** While a test is under way its progress is looked at this often. */
const LIVE_MS = 1_500;

export function useMyContacts() {
  return useQuery({
    queryKey: MINE,
    queryFn: () => data(api.GET("/api/v1/me/contacts")),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? LIVE_MS : false),
  });
}

/** A test that is new enough for something to come of it while one looks on. */
function isUnderWay({ test }: Contacts["items"][number]): boolean {
  return test !== null && test.error === null && test.proof !== "opened" && Date.now() - Date.parse(test.asked_at) < 120_000;
}

export function useContactChannels() {
  return useQuery({ queryKey: ["contact-channels"], queryFn: () => data(api.GET("/api/v1/contacts/channels")), staleTime: Infinity });
}

export type ContactWrite =
  | { readonly what: "add"; readonly channel: string; readonly address: Readonly<Record<string, string>>; readonly label: string }
  | { readonly what: "code" | "remove" | "test"; readonly id: string }
  | { readonly what: "verify"; readonly id: string; readonly code: string }
  | { readonly what: "name"; readonly id: string; readonly label: string }
  | { readonly what: "order"; readonly ids: readonly string[] };

/** Change one's own ways of contact; the list is what the server answers. */
export function useContactWrite() {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: written,
    onSuccess: (all) => {
      if (all !== null) client.setQueryData(MINE, all);
    },
    onError: tell,
    // Not waited for: whoever was refused tries again at once, however slow the network.
    onSettled: () => void client.invalidateQueries({ queryKey: MINE }),
  });
}

async function written(asked: ContactWrite): Promise<Contacts | null> {
  if (asked.what === "add") {
    const { channel, address, label } = asked;
    return data(api.POST("/api/v1/me/contacts", { body: { channel, address, label } }));
  }
  if (asked.what === "order") return data(api.PUT("/api/v1/me/contacts/order", { body: { ids: [...asked.ids] } }));
  const params = { path: { contact_id: asked.id } };
  switch (asked.what) {
    case "code":
      return data(api.POST("/api/v1/me/contacts/{contact_id}/code", { params }));
    case "remove":
      return data(api.DELETE("/api/v1/me/contacts/{contact_id}", { params }));
    case "verify":
      return data(api.POST("/api/v1/me/contacts/{contact_id}/verify", { params, body: { code: asked.code } }));
    case "name":
      return data(api.PATCH("/api/v1/me/contacts/{contact_id}", { params, body: { label: asked.label } }));
    case "test":
      await data(api.POST("/api/v1/me/contacts/{contact_id}/test", { params }));
      return null;
  }
}

export function useReachability(site: string, onDuty: boolean) {
  return useQuery({
    queryKey: ["reachability", site, onDuty],
    queryFn: () => data(api.GET("/api/v1/contacts/reachability", { params: { query: { site, on_duty: onDuty } } })),
    refetchInterval: 30_000,
  });
}
