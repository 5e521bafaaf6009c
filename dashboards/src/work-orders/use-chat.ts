import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { WorkOrderDetail } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { shrunk } from "../files/shrunk";
import { upload } from "../files/upload";
import { keepFile, keepNote } from "../offline/or-queued";
import { isAway } from "../offline/reach";
import { PLAIN_STEP } from "./plain-step";

interface Part {
  /** Its `Idempotency-Key`: sending it again does nothing twice. */
  readonly key: string;
  readonly file: File | null;
  readonly text: string;
}

export interface Sending {
  readonly key: string;
  readonly text: string;
  readonly files: readonly File[];
  /** What is still to be sent, photos first. */
  readonly parts: readonly Part[];
  /** The server's or the network's words; `null` while it is under way. */
  readonly problem: string | null;
}

/** Sends notes with photos; what fails stays and can be sent again, without the parts that arrived. */
export function useChat(id: string) {
  const client = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);

  const change = useCallback((key: string, how: (one: Sending) => Sending | null) => {
    setSending((all) => all.flatMap((one) => (one.key === key ? (how(one) ?? []) : one)));
  }, []);

  const push = useCallback(
    async (one: Sending) => {
      change(one.key, (now) => ({ ...now, problem: null }));
      try {
        for (const part of one.parts) {
          await (part.file === null ? note(id, part) : upload("work-orders", id, part.file, part.key));
          change(one.key, (now) => ({ ...now, parts: now.parts.filter(({ key }) => key !== part.key) }));
        }
        // It leaves only when the order shows it.
        await client.invalidateQueries({ queryKey: keys.order(id) });
        change(one.key, () => null);
      } catch (error) {
        const { status, detail, title } = asProblem(error);
        if (isAway(status) && (await left(client, id, one))) {
          // It stands among what waits to be sent from now on.
          change(one.key, () => null);
          return;
        }
        change(one.key, (now) => ({ ...now, problem: status === 0 ? "" : detail || title }));
        void client.invalidateQueries({ queryKey: keys.order(id) });
      }
    },
    [change, client, id],
  );

  const send = useCallback(
    async (text: string, chosen: readonly File[]) => {
      const files = await Promise.all(chosen.map(shrunk));
      const photos = files.map((file): Part => ({ key: uniqueKey(), file, text: "" }));
      const words: Part[] = text === "" ? [] : [{ key: uniqueKey(), file: null, text }];
      const one: Sending = { key: uniqueKey(), text, files, parts: [...photos, ...words], problem: null };
      setSending((all) => [...all, one]);
      await push(one);
    },
    [push],
  );

  return { sending, send, again: push, drop: useCallback((key: string) => change(key, () => null), [change]) };
}

/** Keep what is left of it to be sent later; whether it is kept. */
async function left(client: QueryClient, id: string, { parts }: Sending): Promise<boolean> {
  const order = client.getQueryData<WorkOrderDetail>(keys.order(id));
  if (order === undefined) return false;
  try {
    for (const part of parts) await (part.file === null ? keepNote(order, part.text, part.key) : keepFile(order, part.file, part.key));
    return true;
  } catch {
    return false;
  }
}

/** A note collides with nothing: it names no version. */
function note(id: string, part: Part) {
  return data(
    api.POST("/api/v1/work-orders/{order_id}/{step}", {
      params: { path: { order_id: id, step: "note" }, header: { "idempotency-key": part.key } },
      body: { ...PLAIN_STEP, note: part.text },
    }),
  );
}
