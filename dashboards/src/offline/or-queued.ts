/** Doing something now, or keeping it to be done: whichever the network allows. */
import type { QueryClient } from "@tanstack/react-query";

import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { LocalText, Me, WorkOrderDetail } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { shrunk } from "../files/shrunk";
import { asIfDone } from "./as-if-done";
import { canSeal } from "./cipher";
import { isAway } from "./reach";
import { queue } from "./sending";
import { type Doing, subjectOf, type Waiting } from "./waiting";

/** What the server said, or what waits to be told to it. */
export type NowOrLater<T> = { readonly told: T } | { readonly waits: Waiting };

/**
 * `send` under the `Idempotency-Key` that it is given, or keep `doing` to be sent later; `about` names it for the
 * person's eyes. What waits about the same thing goes first. Rejects with what `send` says if that is anything but
 * "nobody there".
 */
export async function nowOrLater<T>(doing: Doing, about: LocalText, send: (key: string) => Promise<T>): Promise<NowOrLater<T>> {
  const id = uniqueKey();
  const at = new Date();
  if (!queue.holds(subjectOf({ doing }))) {
    try {
      return { told: await send(id) };
    } catch (error) {
      if (!isAway(asProblem(error).status) || !canSeal()) throw error;
    }
  }
  const waits = await queue.add(doing, about, null, { id, at });
  void queue.flush().catch(() => undefined);
  return { waits };
}

/** Who is signed in, as timelines name them. */
export function whoIsHere(client: QueryClient): string {
  return client.getQueryData<Me>(keys.me)?.username ?? "";
}

/**
 * Take a step of an order: `send` it under the `Idempotency-Key` that it is given, or keep it. The order as it is then.
 * What waits already goes first. Rejects with what `send` says if that is anything but "nobody there".
 */
export async function orQueued(client: QueryClient, order: WorkOrderDetail, doing: Doing, send: (key: string) => Promise<WorkOrderDetail>): Promise<WorkOrderDetail> {
  const done = await nowOrLater(doing, order.title, send);
  return "told" in done ? done.told : asIfDone(order, done.waits, whoIsHere(client));
}

/** Keep a photo or a recording to be sent, made small first. `id`: the key under which it was tried already. */
export async function keepFile(order: WorkOrderDetail, file: File, id?: string): Promise<void> {
  const small = await shrunk(file);
  await queue.add({ kind: "file", order: order.id, name: small.name, type: small.type }, order.title, small, { id: id ?? uniqueKey() });
}

/** Keep a note to be sent. */
export async function keepNote(order: WorkOrderDetail, note: string, id?: string): Promise<void> {
  const step = { what: "note", subject: order.id, note } as const;
  await queue.add({ kind: "step", step }, order.title, null, { id: id ?? uniqueKey() });
  void queue.flush().catch(() => undefined);
}
