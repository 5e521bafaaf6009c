/** Pushes: shown at once, proven to the server, and answered from the notification itself. */
import { Receipts, type Receipt } from "./receipts";
import { severityIcon } from "./severity-icon";
import { storedReceipts } from "./stored-receipts";
import { isAnswer, type Kept, notificationOf, toldOf } from "./told";
import type { PageWord, WorkerWord } from "./words";

/** Our name for the wish to be woken once there is a network. */
const FLUSH = "receipts";

/** Background sync, where the browser has it (W3C draft, Chromium). */
interface WithSync {
  readonly sync?: { readonly register: (tag: string) => Promise<void> };
}

export function answerPushes(self: ServiceWorkerGlobalScope): void {
  const receipts = new Receipts(storedReceipts(), post, (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));

  async function prove(receipt: Receipt): Promise<boolean> {
    const outcome = await receipts.send(receipt);
    if (outcome === "later") await (self.registration as WithSync).sync?.register(FLUSH).catch(() => undefined);
    return outcome === "taken";
  }

  async function show(content: unknown): Promise<void> {
    const told = toldOf(content, self.location.origin, self.navigator.language);
    const pages = await pagesOf(self);
    const again = (await self.registration.getNotifications({ tag: told.key })).length > 0;
    const moment = {
      now: Date.now(),
      icon: await severityIcon(told.severity),
      again,
      watched: pages.some(({ focused }) => focused),
      buttons: (Notification as { maxActions?: number }).maxActions ?? 2,
    };
    await self.registration.showNotification(told.title, notificationOf(told, moment));
    // A page whose live connection is down learns of it this way.
    for (const page of pages) page.postMessage({ kind: "pushed" } satisfies WorkerWord);
    if (told.receipt !== null) await prove({ secret: told.receipt, proof: "received", at: rfc3339() });
  }

  async function touched(notification: Notification, action: string): Promise<void> {
    const { path, receipt } = notification.data as Kept;
    const at = rfc3339();
    notification.close();
    if (receipt !== null && isAnswer(action)) {
      // 收到 needs no page; and if the server cannot be told from here, the page can.
      const answered = await prove({ secret: receipt, proof: "acknowledged", at, answer: action });
      if (!answered || action !== "seen") await open(self, path);
      return;
    }
    await open(self, path);
    if (receipt !== null) await prove({ secret: receipt, proof: "opened", at });
  }

  self.addEventListener("push", (event) => event.waitUntil(show(contentOf(event.data))));
  self.addEventListener("notificationclick", (event) => event.waitUntil(touched(event.notification, event.action)));
  self.addEventListener("sync", (event: Event) => {
    const sync = event as ExtendableEvent & { readonly tag: string };
    if (sync.tag !== FLUSH) return;
    // Refused, so that the browser tries once more later.
    sync.waitUntil(receipts.flush(Date.now()).then((empty) => (empty ? undefined : Promise.reject(new Error("the server is out of reach")))));
  });
  self.addEventListener("message", (event) => {
    if ((event.data as PageWord | null)?.kind === "flush-receipts") event.waitUntil(receipts.flush(Date.now()));
  });
  self.addEventListener("pushsubscriptionchange", (event: Event) => {
    const change = event as SubscriptionChange;
    change.waitUntil(renewed(self, change));
  });
}

interface SubscriptionChange extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
}

/** The browser has let go of its address: ask for another, and have a page tell the server, which wants to know who it is. */
async function renewed(self: ServiceWorkerGlobalScope, { oldSubscription }: SubscriptionChange): Promise<void> {
  const key = oldSubscription?.options.applicationServerKey;
  if (key != null) await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => undefined);
  for (const page of await pagesOf(self)) page.postMessage({ kind: "resubscribe" } satisfies WorkerWord);
}

/** Bring the app before the person's eyes, on this page of it. */
async function open(self: ServiceWorkerGlobalScope, path: string): Promise<void> {
  const pages = await pagesOf(self);
  const page = pages.find(({ focused }) => focused) ?? pages[0];
  if (page === undefined) {
    await self.clients.openWindow(path);
    return;
  }
  page.postMessage({ kind: "open", path } satisfies WorkerWord);
  await page.focus().catch(() => undefined);
}

/** The open pages of the app; those of people without an account are none. */
async function pagesOf(self: ServiceWorkerGlobalScope): Promise<readonly WindowClient[]> {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => !/^\/(q|r|j)\//.test(new URL(url).pathname));
}

function contentOf(data: PushMessageData | null): unknown {
  try {
    return data?.json() as unknown;
  } catch {
    return null;
  }
}

async function post({ secret, proof, at, answer }: Receipt): Promise<number> {
  const body = JSON.stringify({ secret, proof, at, ...(answer === undefined ? {} : { answer }) });
  const sent = await fetch("/api/v1/receipts", { method: "POST", headers: { "Content-Type": "application/json" }, body, keepalive: true });
  return sent.status;
}

function rfc3339(): string {
  return new Date().toISOString();
}
