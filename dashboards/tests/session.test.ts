import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Session } from "../src/api/session";

/** A server that rotates refresh tokens, and ends the sign-in when an old one is shown again. */
class TokenServer {
  renewals = 0;
  private current = "r0";
  private ended = false;

  readonly fetch = vi.fn(async (path: string, asked: RequestInit) => {
    await Promise.resolve();
    const body = JSON.parse(asked.body as string) as { refresh_token?: string; password?: string };
    if (path.endsWith("/login")) return body.password === "right" ? this.tokens() : answer(401, { title: "Unauthorized", detail: "用户名或密码不对" });
    if (!path.endsWith("/refresh")) return answer(200, {});
    if (this.ended || body.refresh_token !== this.current) {
      this.ended = true;
      return answer(401, { title: "Unauthorized" });
    }
    this.renewals += 1;
    return this.tokens();
  });

  expireAll(): void {
    this.ended = true;
  }

  private tokens(): Response {
    this.current = `r${this.renewals + 1}`;
    return answer(200, { access_token: `a${this.renewals}`, refresh_token: this.current, token_type: "bearer", expires_in: 900 });
  }
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status });
}

describe("the session", () => {
  let server: TokenServer;

  beforeEach(() => {
    const kept = new Map<string, string>();
    server = new TokenServer();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
    vi.stubGlobal("fetch", server.fetch);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const opened: Session[] = [];
  function tab(): Session {
    const session = new Session();
    opened.push(session);
    return session;
  }

  afterEach(() => {
    for (const session of opened.splice(0)) session.close();
  });

  it("says in the server's words why somebody cannot sign in", async () => {
    await expect(tab().signIn("guard", "wrong")).rejects.toMatchObject({ status: 401, detail: "用户名或密码不对" });
  });

  it("renews once for many who ask at the same time", async () => {
    const session = tab();
    await session.signIn("guard", "right");
    const tokens = await Promise.all([session.renew("a0"), session.renew("a0"), session.renew("a0")]);
    expect(new Set(tokens)).toEqual(new Set(["a1"]));
    expect(server.renewals).toBe(1);
  });

  it("lets two tabs renew without rotating each other out", async () => {
    const first = tab();
    const second = tab();
    await first.signIn("guard", "right");
    await vi.waitFor(async () => expect(await second.token()).toBe("a0"));
    const tokens = await Promise.all([first.renew("a0"), second.renew("a0"), first.renew("a0"), second.renew("a0")]);
    expect(tokens.every((token) => token !== null)).toBe(true);
    expect(first.signedIn()).toBe(true);
    expect(second.signedIn()).toBe(true);
  });

  it("does the same where there are no Web Locks (plain http)", async () => {
    vi.stubGlobal("navigator", {});
    const first = tab();
    const second = tab();
    await first.signIn("guard", "right");
    await vi.waitFor(async () => expect(await second.token()).toBe("a0"));
    const tokens = await Promise.all([first.renew("a0"), second.renew("a0")]);
    expect(tokens.every((token) => token !== null)).toBe(true);
    expect(second.signedIn()).toBe(true);
  });

  it("signs out in every tab", async () => {
    const first = tab();
    const second = tab();
    await first.signIn("guard", "right");
    await vi.waitFor(async () => expect(await second.token()).toBe("a0"));
    await first.signOut();
    await vi.waitFor(() => expect(second.signedIn()).toBe(false));
  });

  it("is over when the server takes the refresh token no more", async () => {
    const session = tab();
    await session.signIn("guard", "right");
    server.expireAll();
    expect(await session.renew("a0")).toBeNull();
    expect(session.signedIn()).toBe(false);
  });

  it("stays signed in while the server cannot be reached", async () => {
    const session = tab();
    await session.signIn("guard", "right");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(session.renew("a0")).rejects.toMatchObject({ status: 0 });
    expect(session.signedIn()).toBe(true);
  });
});
