/**
 * The page's end of the service worker (`src/worker/`). Browsers without one (WeCom's, private windows, plain http) have
 * everything but pushes and the kept pages; nothing here fails there.
 */
import type { PageWord, WorkerWord } from "../worker/words";

export type Hearing = (word: WorkerWord) => void;

export class WorkerLink {
  private readonly listeners = new Set<() => void>();
  private readonly hearings = new Set<Hearing>();
  private waiting: ServiceWorker | null = null;

  constructor(private readonly container: ServiceWorkerContainer | undefined = (navigator as Partial<Navigator>).serviceWorker) {}

  /** Whether this browser, on this address, can have one. */
  possible(): boolean {
    return this.container !== undefined;
  }

  /** Ask for the worker once the page has what it needs. Returns whether there can be one. */
  async start(): Promise<boolean> {
    const { container } = this;
    if (container === undefined) return false;
    container.addEventListener("message", (message: MessageEvent<WorkerWord>) => {
      for (const hear of this.hearings) hear(message.data);
    });
    try {
      const registration = await container.register("/sw.js", { updateViaCache: "none" });
      // A page that has just been loaded interrupts nobody: the new version may take over.
      registration.waiting?.postMessage({ kind: "skip-waiting" } satisfies PageWord);
      registration.addEventListener("updatefound", () => this.watch(registration.installing));
      this.watch(registration.installing);
      registration.active?.postMessage({ kind: "flush-receipts" } satisfies PageWord);
      return true;
    } catch {
      return false;
    }
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  /** Whether a newer version has come while this page was open. */
  readonly updated = (): boolean => this.waiting !== null;

  /** Let the new version in and load the page anew. */
  renew(): void {
    if (this.waiting === null || this.container === undefined) return;
    this.container.addEventListener("controllerchange", () => location.reload(), { once: true });
    this.waiting.postMessage({ kind: "skip-waiting" } satisfies PageWord);
  }

  readonly hear = (hearing: Hearing): (() => void) => {
    this.hearings.add(hearing);
    return () => this.hearings.delete(hearing);
  };

  private watch(worker: ServiceWorker | null): void {
    worker?.addEventListener("statechange", () => {
      // The very first one replaces nothing.
      if (worker.state !== "installed" || this.container?.controller == null) return;
      this.waiting = worker;
      for (const changed of this.listeners) changed();
    });
  }
}

export const workerLink = new WorkerLink();

/** Fetching the kept files must not compete with the first page, nor must what else has time (`also`). */
export function startWorkerWhenIdle(also: () => void): void {
  const start = () => {
    void workerLink.start();
    also();
  };
  const whenIdle = () => ((window as Partial<Window>).requestIdleCallback === undefined ? setTimeout(start, 2_000) : requestIdleCallback(start, { timeout: 8_000 }));
  if (document.readyState === "complete") whenIdle();
  else addEventListener("load", whenIdle, { once: true });
}
