/** Which of a page's requests the service worker answers, and how. Everything else goes by as if it were not there. */

/** `page`: the network, else the kept page; `kept`: the kept file, else the network; `null`: not ours. */
export type Way = "page" | "kept" | null;

/** Addresses of people without an account have a page of their own, and the API is never kept. */
const OTHERS = ["/api/", "/q/", "/r/", "/j/"];

interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/** The way of a request; `shell` are the paths of the files that came with the worker. */
export function wayOf({ method, mode, url }: Asked, origin: string, shell: ReadonlySet<string>): Way {
  const address = new URL(url);
  if (method !== "GET" || address.origin !== origin || OTHERS.some((start) => address.pathname.startsWith(start))) return null;
  if (mode === "navigate") return "page";
  return shell.has(address.pathname) || isHashed(address.pathname) ? "kept" : null;
}

/** A file with a hash of its content in its name never changes. */
export function isHashed(path: string): boolean {
  return path.startsWith("/static/");
}
