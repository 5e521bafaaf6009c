/** Subscribing this browser to pushes: asked for by a touch, and kept up from then on. */
import { api, data } from "../api/client";
import type { Language } from "../messages/translate";
import { deviceName } from "./device-name";

/**
 * `subscribed`; `unsupported`: this browser has no pushes (WeCom's own, iOS outside the home screen, plain http);
 * `denied`: its person has forbidden notifications; `undecided`: they have not said; `off`: the installation has no Web Push;
 * `failed`: the browser's push service could not be reached, as from most phones in mainland China.
 */
export type PushOutcome = "subscribed" | "unsupported" | "denied" | "undecided" | "off" | "failed";

const WORKER_WITHIN_MS = 10_000;

export function pushPossible(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

/**
 * Subscribe this browser for whoever is signed in. Asks for the right to notify where nobody has said, so call it from a
 * touch; with `quietly` it asks nobody. May be called as often as one likes: the same browser stays one contact.
 */
export async function subscribePush(language: Language, { quietly = false }: { readonly quietly?: boolean } = {}): Promise<PushOutcome> {
  if (!pushPossible()) return "unsupported";
  const right = Notification.permission === "default" && !quietly ? await Notification.requestPermission() : Notification.permission;
  if (right === "denied") return "denied";
  if (right !== "granted") return "undecided";
  const key = await publicKey();
  if (key === null) return "off";
  const registration = await workerReady();
  if (registration === null) return "unsupported";
  let subscription: PushSubscription;
  try {
    subscription = await subscribed(registration.pushManager, key);
  } catch {
    return "failed";
  }
  const { endpoint, keys } = subscription.toJSON();
  if (endpoint === undefined || keys?.p256dh === undefined || keys.auth === undefined) return "failed";
  const body = { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth }, lang: language, device: deviceName(navigator.userAgent) };
  await data(api.POST("/api/v1/push/subscriptions", { body }));
  return "subscribed";
}

/** The subscription that there is, if it is for our key; else a new one: one for another key can receive nothing of ours. */
async function subscribed(manager: PushManager, key: string): Promise<PushSubscription> {
  const there = await manager.getSubscription();
  if (there !== null) {
    const its = there.options.applicationServerKey;
    if (its === null || base64url(its) === key) return there;
    await there.unsubscribe();
  }
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function publicKey(): Promise<string | null> {
  const { data: told, response } = await api.GET("/api/v1/push/key");
  if (response.status === 404) return null;
  return (await data(Promise.resolve({ data: told, response }))).public_key;
}

/** The active worker; `null` where none comes: `serviceWorker.ready` alone would wait for ever. */
function workerReady(): Promise<ServiceWorkerRegistration | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), WORKER_WITHIN_MS));
  return Promise.race([navigator.serviceWorker.ready, late]);
}

function base64url(raw: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(raw))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
