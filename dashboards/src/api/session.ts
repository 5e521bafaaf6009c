/**
 * Who is signed in, in every tab of this browser.
 *
 * The access token lives in memory only. The refresh token lies in localStorage: it must outlive a reload of the duty
 * room's screen, and all tabs must use *the same* one, because each refresh replaces it and an old one that is shown
 * again ends the whole sign-in. (sessionStorage would be copied into a duplicated tab and do just that.) Tabs renew one
 * at a time and hand the new access token to the others.
 */
import { oneTabAtATime } from "./one-tab-at-a-time";
import { Problem, problemOf } from "./problem";

const STORED = "steward.refresh";
const PERSON = "steward.person";
const RENEW_BEFORE_END_MS = 60_000;

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

interface Access {
  readonly token: string;
  readonly endsAt: number;
}

type Word = { readonly kind: "renewed"; readonly access: Access } | { readonly kind: "signed-out" };

export class Session {
  private access: Access | null = null;
  private renewing: Promise<string | null> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly tabs: BroadcastChannel | null;

  constructor() {
    this.tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("steward.session");
    this.tabs?.addEventListener("message", (message: MessageEvent<Word>) => {
      if (message.data.kind === "renewed") this.adopt(message.data.access);
      else this.forget();
    });
  }

  /** Whether somebody is signed in as far as this browser knows; the server has the last word. */
  readonly signedIn = (): boolean => this.access !== null || stored() !== null;

  readonly subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };

  /** The id of whoever is signed in; `null`: nobody, or the server has not said. It outlives a reload without a network. */
  readonly person = (): string | null => (stored() === null ? null : stored(PERSON));

  /** Go on with a session that was opened in another way than by password. */
  adoptTokens(tokens: Tokens): void {
    this.keep(tokens);
  }

  /** Sign in; throws a `Problem` with the server's words. */
  async signIn(username: string, password: string): Promise<void> {
    const tokens = await post<Tokens>("/api/v1/auth/login", { username, password });
    this.keep(tokens);
  }

  /** Sign out here and in the other tabs; the server is told if it can be reached. */
  async signOut(): Promise<void> {
    const refresh_token = stored();
    const access = this.access;
    this.forget();
    this.tabs?.postMessage({ kind: "signed-out" } satisfies Word);
    if (refresh_token === null) return;
    await post("/api/v1/auth/logout", { refresh_token }, access?.token).catch(() => undefined);
  }

  /** An access token that is still good, `null` when nobody is signed in. Throws a `Problem` if the server is out of reach. */
  async token(): Promise<string | null> {
    if (this.access !== null && this.access.endsAt - Date.now() > RENEW_BEFORE_END_MS / 2) return this.access.token;
    return this.renew(this.access?.token ?? null);
  }

  /** A new access token in place of `refused`, which the server would not take. */
  renew(refused: string | null): Promise<string | null> {
    this.renewing ??= oneTabAtATime("steward.renewal", () => this.exchange(refused)).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  /** Let go of timer and channel. */
  close(): void {
    clearTimeout(this.timer);
    this.tabs?.close();
  }

  private async exchange(refused: string | null): Promise<string | null> {
    const sooner = this.access;
    // Another tab was faster and has told us.
    if (sooner !== null && sooner.token !== refused && sooner.endsAt > Date.now()) return sooner.token;
    const refresh_token = stored();
    if (refresh_token === null) {
      this.forget();
      return null;
    }
    try {
      return this.keep(await post<Tokens>("/api/v1/auth/refresh", { refresh_token })).token;
    } catch (error) {
      if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 403)) throw error;
      const newer = stored();
      // Another tab has renewed meanwhile and its word has not reached us yet.
      if (newer !== null && newer !== refresh_token) return this.exchange(refused);
      this.forget();
      return null;
    }
  }

  private keep(tokens: Tokens): Access {
    const access = { token: tokens.access_token, endsAt: Date.now() + tokens.expires_in * 1000 };
    store(subjectOf(tokens.access_token), PERSON);
    store(tokens.refresh_token);
    this.adopt(access);
    this.tabs?.postMessage({ kind: "renewed", access } satisfies Word);
    return access;
  }

  private adopt(access: Access): void {
    this.access = access;
    clearTimeout(this.timer);
    // Tabs do not all wake at once; the first one renews for the others.
    const early = RENEW_BEFORE_END_MS * (1 + Math.random() * 0.5);
    this.timer = setTimeout(() => void this.token().catch(() => undefined), Math.max(access.endsAt - Date.now() - early, 5_000));
    this.tell();
  }

  private forget(): void {
    this.access = null;
    clearTimeout(this.timer);
    store(null);
    store(null, PERSON);
    this.tell();
  }

  private tell(): void {
    for (const changed of this.listeners) changed();
  }
}

const unstored = new Map<string, string | null>();

function stored(name: string = STORED): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return unstored.get(name) ?? null;
  }
}

function store(word: string | null, name: string = STORED): void {
  try {
    if (word === null) localStorage.removeItem(name);
    else localStorage.setItem(name, word);
  } catch {
    unstored.set(name, word);
  }
}

/** Whose token it is (the `sub` of a JWT); `null` for what is none. */
function subjectOf(token: string): string | null {
  try {
    const claims = JSON.parse(atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"))) as { sub?: unknown };
    return typeof claims.sub === "string" ? claims.sub : null;
  } catch {
    return null;
  }
}

async function post<T>(path: string, body: unknown, bearer?: string): Promise<T> {
  let answer: Response;
  try {
    const headers: Record<string, string> = { "Content-Type": "application/json" };
    if (bearer !== undefined) headers.Authorization = `Bearer ${bearer}`;
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Problem(0, "", "");
  }
  const told: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, told);
  return told as T;
}

export const session = new Session();
