import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Answered, CallOut, CallOutDetail, WorkOrderDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { callAsIfDone } from "../offline/answered-as-if-done";
import { asIfDone } from "../offline/as-if-done";
import { nowOrLater, whoIsHere } from "../offline/or-queued";
import { isAway } from "../offline/reach";
import { silence } from "./silenced";

/** The stream tells of every change; this is for the minutes in which it is silent without knowing it. */
const LOOK_AGAIN_MS = 30_000;

/** What this person is called to right now. */
export function useMyCalls() {
  return useQuery({
    queryKey: keys.myCalls,
    queryFn: async () => (await data(api.GET("/api/v1/me/call-outs"))).items,
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnReconnect: true,
  });
}

/** One call, also when it is over. */
export function useCall(id: string) {
  return useQuery({
    queryKey: keys.call(id),
    queryFn: () => data(api.GET("/api/v1/call-outs/{call_out_id}", { params: { path: { call_out_id: id } } })),
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnReconnect: true,
  });
}

/** Every call about an order: who has been called, and what they said. */
export function useOrderCalls(order: string | null) {
  return useQuery({
    queryKey: keys.callsOf(order ?? ""),
    enabled: order !== null,
    queryFn: async () => (await data(api.GET("/api/v1/work-orders/{order_id}/call-outs", { params: { path: { order_id: order ?? "" } } }))).items,
  });
}

/**
 * Answer a call: 收到, 我去, 误报. Where the server is out of reach the first two are told by the queue of this phone, and
 * 误报 leaves it to the steps that follow; the call rings no more. `null`: the server has not heard of the answer yet.
 */
export function useAnswer(call: CallOut) {
  const { id, work_order_id: order } = call;
  const client = useQueryClient();
  const tell = useProblemNotice();

  async function orLater(said: "seen" | "going"): Promise<Answered | null> {
    const send = (key: string) => data(say(id, said, key));
    const done = await nowOrLater({ kind: "step", step: { what: said, subject: id, note: "" }, order: order ?? undefined }, call.title, send);
    if ("told" in done) return done.told;
    const me = whoIsHere(client);
    // It may be known from the list alone: what was not read in full before the network went is not read now.
    client.setQueryData<CallOutDetail>(keys.call(id), (known) => known && callAsIfDone(known, done.waits, me));
    client.setQueryData<CallOut[]>(keys.myCalls, (known) => known?.map((each) => (each.id === id ? callAsIfDone(each, done.waits, me) : each)));
    if (order !== null) client.setQueryData<WorkOrderDetail>(keys.order(order), (known) => known && asIfDone(known, done.waits, me));
    silence([id]);
    return null;
  }

  async function saysFalse(): Promise<Answered | null> {
    try {
      return await data(say(id, "false-alarm"));
    } catch (error) {
      if (!isAway(asProblem(error).status) || order === null) throw error;
      silence([id]);
      return null;
    }
  }

  return useMutation({
    mutationFn: (said: "seen" | "going" | "false-alarm") => (said === "false-alarm" ? saysFalse() : orLater(said)),
    onSuccess: (told) => told !== null && client.setQueryData(keys.call(id), told.call_out),
    onError: tell,
    onSettled: () => {
      for (const name of ["my-calls", "call", "calls-of", "order", "orders"]) void client.invalidateQueries({ queryKey: [name] });
    },
  });
}

/** Tell the server that this phone shows the call, or that its person has opened it. Nobody waits for it, and the next one says more. */
export function proveCall(id: string, proof: "received" | "opened"): void {
  say(id, proof).catch(() => undefined);
}

function say(id: string, said: "seen" | "going" | "false-alarm" | "received" | "opened", key?: string) {
  return api.POST("/api/v1/call-outs/{call_out_id}/{said}", { params: { path: { call_out_id: id, said }, header: { "idempotency-key": key } }, body: {} });
}
