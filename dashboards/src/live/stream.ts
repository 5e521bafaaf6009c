/**
 * The live stream: one connection, kept for ever.
 *
 * Read by fetch, because `EventSource` cannot send the bearer header. It resumes after the last numbered event it has
 * seen, waits longer after each failure, and counts what it had missed, so that the page can say so.
 */
import { session } from "../api/session";
import { backOff } from "./back-off";
import { EventParser, type ServerEvent } from "./event-parser";

/** The server says something at least every fifteen seconds; three times that without a word is a dead line. */
const SILENCE_MS = 45_000;
/** Numbered events that come within this time of a reconnection are what was missed. */
const CATCHING_UP_MS = 2_500;

export interface Meanwhile {
  readonly lostForMs: number;
  readonly alarms: number;
  readonly orders: number;
}

export interface StreamState {
  readonly phase: "connecting" | "open" | "lost";
  /** Since when (epoch ms) there has been no connection. */
  readonly lostSince: number | null;
  /** What the last reconnection brought; `null` once it has been read. */
  readonly meanwhile: Meanwhile | null;
  /** When the last word of the server came (epoch ms). */
  readonly heardAt: number | null;
}

type Listener = () => void;

export class LiveStream {
  private state: StreamState = { phase: "connecting", lostSince: null, meanwhile: null, heardAt: null };
  private readonly listeners = new Set<Listener>();
  private lastId: string | null = null;
  private attempt = 0;
  private running: AbortController | null = null;
  private current: AbortController | null = null;
  private wake: (() => void) | null = null;
  private query = "";

  constructor(
    private readonly take: (event: ServerEvent) => void,
    private readonly signedOut: () => void,
  ) {}

  readonly subscribe = (changed: Listener): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  readonly snapshot = (): StreamState => this.state;

  /** Follow what `query` (types, site) asks for; changing it swaps the connection and misses nothing. */
  follow(query: string): void {
    if (this.query === query && this.running !== null) return;
    this.query = query;
    if (this.running === null) {
      this.running = new AbortController();
      void this.run(this.running.signal);
    } else {
      this.current?.abort();
    }
  }

  stop(): void {
    this.running?.abort();
    this.running = null;
    this.current?.abort();
    this.wake?.();
    this.lastId = null;
    this.attempt = 0;
    this.set({ phase: "connecting", lostSince: null, meanwhile: null, heardAt: null });
  }

  /** Try now instead of waiting (the network is back, the page is looked at again). */
  readonly hurry = (): void => this.wake?.();

  readonly dismiss = (): void => this.set({ meanwhile: null });

  private async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const asked = this.query;
      const refused = await this.once(stopped).catch(() => false);
      if (this.running?.signal !== stopped) return;
      if (refused) {
        this.signedOut();
        return;
      }
      if (this.query !== asked) continue;
      if (this.state.phase !== "lost") this.set({ phase: "lost", lostSince: Date.now() });
      await this.pause(backOff(this.attempt++));
    }
  }

  /** One connection from beginning to end; `true` if the server knows nobody of ours any more. */
  private async once(stopped: AbortSignal): Promise<boolean> {
    const connection = new AbortController();
    this.current = connection;
    let timer = setTimeout(() => connection.abort(), SILENCE_MS);
    try {
      let token = await session.token();
      if (token === null) return true;
      let answer = await this.ask(token, connection.signal);
      if (answer.status === 401) {
        token = await session.renew(token);
        if (token === null) return true;
        answer = await this.ask(token, connection.signal);
      }
      if (!answer.ok || answer.body === null) return false;
      const catchUp = this.opened();
      const parser = new EventParser();
      const decoder = new TextDecoder();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done || stopped.aborted) return false;
        clearTimeout(timer);
        timer = setTimeout(() => connection.abort(), SILENCE_MS);
        this.state = { ...this.state, heardAt: Date.now() };
        for (const event of parser.feed(decoder.decode(value, { stream: true }))) {
          if (event.id !== null) this.lastId = event.id;
          catchUp(event);
          this.take(event);
        }
      }
    } finally {
      clearTimeout(timer);
      connection.abort();
    }
  }

  private ask(token: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { Accept: "text/event-stream", Authorization: `Bearer ${token}` };
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    return fetch(`/api/v1/events${this.query}`, { headers, signal, cache: "no-store" });
  }

  /** The connection stands; returns what counts the events that were missed. */
  private opened(): (event: ServerEvent) => void {
    const { lostSince } = this.state;
    this.attempt = 0;
    this.set({ phase: "open", lostSince: null, heardAt: Date.now() });
    if (lostSince === null) return () => undefined;
    const openedAt = Date.now();
    const lostForMs = openedAt - lostSince;
    const alarms = new Set<string>();
    const orders = new Set<string>();
    this.set({ meanwhile: { lostForMs, alarms: 0, orders: 0 } });
    return (event) => {
      if (event.id === null || Date.now() - openedAt > CATCHING_UP_MS) return;
      const about = event.event === "alarm" ? alarms : event.event === "work-order" ? orders : null;
      const id = about === null ? null : idOf(event.data);
      if (about === null || id === null) return;
      about.add(id);
      this.set({ meanwhile: { lostForMs, alarms: alarms.size, orders: orders.size } });
    };
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      function done() {
        clearTimeout(timer);
        resolve();
      }
      this.wake = done;
    });
  }

  private set(change: Partial<StreamState>): void {
    this.state = { ...this.state, ...change };
    for (const changed of this.listeners) changed();
  }
}

function idOf(data: string): string | null {
  try {
    const { id } = JSON.parse(data) as { id?: unknown };
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}
