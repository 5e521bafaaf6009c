/** The app's own files, kept by the hash of their build. */
import type { Shell } from "./built";
import { isHashed, wayOf } from "./ways";
import type { PageWord } from "./words";

/** Put in by the build. */
declare const __SHELL__: Shell;

const PAGE = "/index.html";
/** Files that pages asked for later; their names hold a hash of their content. */
const LATER = "steward-later";
/** A bar of signal that carries nothing is worse than none: after this long the kept page is shown. */
const PATIENCE_MS = 4_000;

export function keepShell(self: ServiceWorkerGlobalScope): void {
  const { build, files, known } = __SHELL__;
  const own = `steward-shell-${build}`;
  const shell = new Set(files);

  self.addEventListener("install", (event) => event.waitUntil(keep(own, files)));

  self.addEventListener("activate", (event) => {
    event.waitUntil(
      Promise.all([forget(own, new Set(known)), preload(self)]).then(() => self.clients.claim()),
    );
  });

  // A page asks for it when its person does, or when it has just been loaded: never in the middle of something.
  self.addEventListener("message", (event) => {
    if ((event.data as PageWord | null)?.kind === "skip-waiting") void self.skipWaiting();
  });

  self.addEventListener("fetch", (event) => {
    const way = wayOf(event.request, self.location.origin, shell);
    if (way === "page") event.respondWith(freshPage(event, own));
    if (way === "kept") event.respondWith(keptFile(event));
  });
}

async function keep(own: string, files: readonly string[]): Promise<void> {
  const cache = await caches.open(own);
  await Promise.all(
    files.map(async (file) => {
      // What the last build had too is not sent again.
      const before = isHashed(file) ? await caches.match(file) : undefined;
      const answer = before ?? (await fetch(file, { cache: isHashed(file) ? "default" : "reload" }));
      if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
      await cache.put(file, answer);
    }),
  );
}

/** The page is asked for while the worker is still waking up, where the browser can do that. */
async function preload(self: ServiceWorkerGlobalScope): Promise<void> {
  await (self.registration as Partial<ServiceWorkerRegistration>).navigationPreload?.enable();
}

/** Let go of other builds. */
async function forget(own: string, known: ReadonlySet<string>): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("steward-shell-") && name !== own) await caches.delete(name);
  const later = await caches.open(LATER);
  for (const request of await later.keys()) if (!known.has(new URL(request.url).pathname)) await later.delete(request);
}

/** The page from the server; the kept one if the server is out of reach, broken, or silent. */
async function freshPage(event: FetchEvent, own: string): Promise<Response> {
  const kept = async () => (await caches.open(own)).match(PAGE);
  const asked = preloadedOr(event);
  const answer = await Promise.race([asked.catch(() => null), silence(PATIENCE_MS)]);
  if (answer !== null && answer.status < 500) return answer;
  return (await kept()) ?? answer ?? asked;
}

async function preloadedOr(event: FetchEvent): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  return preloaded ?? fetch(event.request);
}

async function keptFile(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.status === 200 && isHashed(new URL(request.url).pathname)) {
    const copy = answer.clone();
    event.waitUntil(keepLater(request, copy));
  }
  return answer;
}

async function keepLater(request: Request, answer: Response): Promise<void> {
  try {
    await (await caches.open(LATER)).put(request, answer);
  } catch {
    // A full disk is no reason not to show the page.
  }
}

function silence(milliseconds: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), milliseconds));
}
