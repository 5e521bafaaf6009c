/** The queue of this phone, and when it is sent: as soon as the server answers, and now and then while something waits. */
import { api, authorisedFetch, data } from "../api/client";
import { keys } from "../api/keys";
import { Problem, problemOf } from "../api/problem";
import { queryClient } from "../api/query-client";
import type { LateDecision, LateWhat, Me } from "../api/schema";
import { session } from "../api/session";
import { readingAsIfDone } from "./as-if-done";
import { keyRing, reach, savedReading, shelf } from "./at-hand";
import { canSeal } from "./cipher";
import { deviceId } from "./device";
import { noteByPin } from "./post-token";
import { Queue } from "./queue";
import { subjectOf, type Waiting } from "./waiting";

const LOOK_AGAIN_MS = 15_000;

/** What is read again after something was decided that is no step of an order. */
const CHANGES: Readonly<Partial<Record<LateWhat, string>>> = {
  acknowledge: "alarm alarms order",
  "check-in": "whistle whistles",
  seen: "call my-calls calls-of order",
  going: "call my-calls calls-of order orders",
};

export const queue = new Queue(shelf, keyRing, session.person, sendOne, ({ doing }) => {
  const changed = doing.kind === "file" ? "order" : (CHANGES[doing.step.what] ?? "order");
  for (const name of changed.split(" ")) void queryClient.invalidateQueries({ queryKey: [name] });
});

savedReading.showAs(
  async (body) => readingAsIfDone(body, await queue.waiting(), queryClient.getQueryData<Me>(keys.me)?.username ?? ""),
  () => queue.snapshot().waiting.length > 0,
);

/** Begin to keep and to send for whoever signs in; returns how to stop. */
export function startSending(): () => void {
  if (!canSeal()) return () => undefined;
  const turn = () => void ready().catch(() => undefined);
  // Whoever signed out as the page was being closed leaves no key behind.
  if (!session.signedIn()) void keyRing.forget().catch(() => undefined);
  const offReach = reach.subscribe(() => {
    if (reach.lostSince() !== null) return;
    turn();
    void queryClient.invalidateQueries();
  });
  const offSession = session.subscribe(() => {
    if (!session.signedIn()) {
      noteByPin(false);
      void keyRing.forget().catch(() => undefined);
    }
    void queue.look().catch(() => undefined);
    turn();
  });
  const seen = () => {
    if (document.visibilityState === "visible") turn();
  };
  addEventListener("online", turn);
  document.addEventListener("visibilitychange", seen);
  const timer = setInterval(() => {
    if (queue.snapshot().waiting.length > 0) turn();
  }, LOOK_AGAIN_MS);
  turn();
  return () => {
    offReach();
    offSession();
    removeEventListener("online", turn);
    document.removeEventListener("visibilitychange", seen);
    clearInterval(timer);
  };
}

/** Have the key of whoever is signed in, then send what they left here. */
async function ready(): Promise<void> {
  const person = session.person();
  if (!session.signedIn() || person === null) return;
  await keyRing.obtain(person, async () => (await data(api.POST("/api/v1/me/phone-key", { body: { device_id: deviceId() } }))).key);
  await queue.look();
  if (queue.snapshot().waiting.length === 0) return;
  const sent = await queue.flush();
  if (sent) {
    void queryClient.invalidateQueries({ queryKey: ["orders"] });
    void queryClient.invalidateQueries({ queryKey: ["order"] });
  }
}

async function sendOne(one: Waiting, file: File | null): Promise<LateDecision> {
  const told = { id: one.id, person_id: one.person, occurred_at: one.at, sent_at: new Date().toISOString(), device_id: deviceId() };
  if (one.doing.kind === "step") return data(api.POST("/api/v1/late-steps", { body: { ...one.doing.step, ...told } }));
  if (file === null) throw new Problem(410, "", "");
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...told, order_id: subjectOf(one) })) form.append(name, value);
  form.append("file", file);
  const answer = await authorisedFetch(new Request("/api/v1/late-steps/attachments", { method: "POST", body: form }));
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, body);
  return body as LateDecision;
}

export { reach, savedReading };
