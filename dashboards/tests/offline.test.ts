import { beforeEach, describe, expect, it, vi } from "vitest";

import { Problem } from "../src/api/problem";
import type { LateDecision, WorkOrderDetail } from "../src/api/schema";
import { asIfDone, readingAsIfDone } from "../src/offline/as-if-done";
import { KeyRing } from "../src/offline/key-ring";
import { NoRoom } from "../src/offline/no-room";
import { Queue, type Send } from "../src/offline/queue";
import { Reach } from "../src/offline/reach";
import { nameOf, SavedReading } from "../src/offline/saved-reading";
import type { Shelf } from "../src/offline/shelf";
import { type Doing, subjectOf, type Waiting } from "../src/offline/waiting";

class MapShelf implements Shelf {
  readonly kept = new Map<string, unknown>();
  full = false;

  readonly get = <T>(key: string) => Promise.resolve(this.kept.get(key) as T | undefined);
  readonly set = (key: string, value: unknown) => {
    if (this.full) return Promise.reject(new DOMException("no room", "QuotaExceededError"));
    this.kept.set(key, value);
    return Promise.resolve();
  };
  readonly del = (key: string) => {
    this.kept.delete(key);
    return Promise.resolve();
  };
  readonly keys = (prefix: string) => Promise.resolve([...this.kept.keys()].filter((key) => key.startsWith(prefix)).sort());
  readonly all = <T>(keys: readonly string[]) => Promise.resolve(keys.map((key) => this.kept.get(key) as T).filter((value) => value !== undefined));

  /** Everything that lies here, as whoever takes the phone apart would read it. */
  readonly text = () =>
    JSON.stringify([...this.kept.entries()], (_, value: unknown) =>
      value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value instanceof Uint8Array ? [...value] : value,
    );
}

const KEYS: Readonly<Record<string, string>> = { li: btoa("l".repeat(32)), wang: btoa("w".repeat(32)) };
const ABOUT = { zh: "大堂灯不亮", en: "Lobby light is out" };

function step(what: "accept" | "arrive" | "complete" | "note", subject = "order-1", note = ""): Doing {
  return { kind: "step", step: { what, subject, based_on: 3, note } };
}

function decision(one: Waiting, outcome: LateDecision["outcome"] = "applied"): LateDecision {
  const why = outcome === "refused" ? { zh: "工单已作废", en: "The order has been cancelled." } : null;
  return { id: one.id, outcome, reason: outcome === "refused" ? "cancelled" : null, why, occurred_at: one.at, received_at: one.at };
}

describe("the queue", () => {
  let shelf: MapShelf;
  let keys: KeyRing;
  let person: string | null;
  let sent: string[];
  let send: Send;

  beforeEach(async () => {
    vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
    vi.stubGlobal("navigator", { locks: { request: (_: string, work: () => Promise<unknown>) => work() } });
    shelf = new MapShelf();
    keys = new KeyRing(shelf);
    sent = [];
    send = (one) => {
      sent.push(one.doing.kind === "file" ? one.doing.name : one.doing.step.what);
      return Promise.resolve(decision(one));
    };
    await signIn("li");
  });

  async function signIn(who: string): Promise<void> {
    person = who;
    await keys.obtain(who, () => Promise.resolve(KEYS[who] ?? ""));
  }

  async function signOut(): Promise<void> {
    person = null;
    await keys.forget();
  }

  function made(): Queue {
    return new Queue(
      shelf,
      keys,
      () => person,
      (one, file) => send(one, file),
    );
  }

  it("sends in the order in which things were done, photos among them, and keeps nothing that was taken", async () => {
    const queue = made();
    await queue.add(step("accept"), ABOUT);
    await queue.add({ kind: "file", order: "order-1", name: "photo.jpg", type: "image/jpeg" }, ABOUT, new Blob(["picture"]));
    await queue.add(step("complete"), ABOUT);
    expect(await queue.flush()).toBe(true);
    expect(sent).toEqual(["accept", "photo.jpg", "complete"]);
    expect([...shelf.kept.keys()]).toEqual(["key|li"]);
  });

  it("keeps what it has through a reload, with the times at which it was done", async () => {
    const at = new Date("2026-01-31T08:00:00Z");
    await made().add(step("arrive"), ABOUT, null, { id: "own-id-1", at });
    const queue = made();
    await queue.look();
    expect(queue.snapshot().waiting.map(({ id, at: when }) => [id, when])).toEqual([["own-id-1", at.toISOString()]]);
    await queue.add(step("complete"), ABOUT);
    await queue.flush();
    expect(sent).toEqual(["arrive", "complete"]);
  });

  it.each([0, 401, 412, 429, 500, 502, 503])("stops at the first that cannot be sent (%i) and begins there again", async (status) => {
    const queue = made();
    await queue.add(step("accept"), ABOUT);
    await queue.add(step("arrive"), ABOUT);
    const working = send;
    send = () => Promise.reject(new Problem(status, "", ""));
    expect(await queue.flush()).toBe(false);
    expect(queue.snapshot().waiting).toHaveLength(2);
    send = working;
    expect(await queue.flush()).toBe(true);
    expect(sent).toEqual(["accept", "arrive"]);
  });

  it("puts what was refused before its person, in words, and goes on with the rest", async () => {
    const queue = made();
    await queue.add(step("accept"), ABOUT);
    await queue.add(step("note", "order-2", "看过"), ABOUT);
    const working = send;
    send = (one, file) => (subjectOf(one) === "order-1" ? Promise.resolve(decision(one, "refused")) : working(one, file));
    await queue.flush();
    expect(sent).toEqual(["note"]);
    expect(queue.snapshot().refused.map(({ refused }) => refused?.zh)).toEqual(["工单已作废"]);
    await queue.flush();
    expect(sent).toEqual(["note"]);
    const [first] = queue.snapshot().refused;
    if (first !== undefined) await queue.discard(first);
    expect(queue.snapshot().refused).toEqual([]);
  });

  it("takes what the server will never take for refused", async () => {
    const queue = made();
    await queue.add(step("accept"), ABOUT);
    send = () => Promise.reject(new Problem(403, "无此权限", "需要权限"));
    await queue.flush();
    expect(queue.snapshot().refused.map(({ refused }) => refused?.zh)).toEqual(["需要权限"]);
  });

  it("neither shows nor sends what somebody else did, and sends it when they come back", async () => {
    await made().add(step("accept"), ABOUT);
    await signOut();
    await signIn("wang");
    const queue = made();
    await queue.look();
    expect(queue.snapshot()).toMatchObject({ waiting: [], refused: [], others: 1 });
    await queue.flush();
    expect(sent).toEqual([]);
    await signOut();
    await signIn("li");
    await queue.flush();
    expect(sent).toEqual(["accept"]);
  });

  it("stops when somebody else signs in while it is being sent", async () => {
    const queue = made();
    await queue.add(step("accept"), ABOUT);
    await queue.add(step("arrive"), ABOUT);
    send = async (one) => {
      sent.push("first");
      await signOut();
      await signIn("wang");
      return decision(one);
    };
    await queue.flush();
    expect(sent).toEqual(["first"]);
  });

  it("leaves nothing that can be read without the key, and no key once its person has signed out", async () => {
    await made().add(step("note", "order-1", "业主电话13800138000"), ABOUT);
    await made().add({ kind: "file", order: "order-1", name: "secret-name.jpg", type: "image/jpeg" }, ABOUT, new Blob(["what the picture shows"]));
    expect(shelf.text()).not.toMatch(/13800138000|secret-name|what the picture shows|大堂灯/);
    const key = shelf.kept.get("key|li") as CryptoKey;
    expect(key.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
    await signOut();
    expect([...shelf.kept.keys()].filter((name) => name.startsWith("key|"))).toEqual([]);
    const queue = made();
    await expect(queue.add(step("accept"), ABOUT)).rejects.toThrow(NoRoom);
  });

  it("tells what can be read no more, and lets go of it when told to", async () => {
    await made().add(step("accept"), ABOUT);
    await signOut();
    person = "li";
    await keys.obtain("li", () => Promise.resolve(btoa("x".repeat(32))));
    const queue = made();
    await queue.look();
    expect(queue.snapshot()).toMatchObject({ waiting: [], unreadable: [expect.stringContaining("queue|li|")] });
    await queue.discardUnreadable();
    expect(queue.snapshot().unreadable).toEqual([]);
  });

  it("never tells later what was read earlier", async () => {
    const queue = made();
    let first = true;
    const { keys: list } = shelf;
    Object.defineProperty(shelf, "keys", {
      // What the first look read comes late.
      value: async (prefix: string) => {
        const found = await list(prefix);
        if (first) {
          first = false;
          await new Promise((done) => setTimeout(done, 5));
        }
        return found;
      },
    });
    const early = queue.look();
    await queue.add(step("accept"), ABOUT);
    await early;
    expect(queue.snapshot().waiting).toHaveLength(1);
  });

  it("says so when the phone is full", async () => {
    shelf.full = true;
    await expect(made().add(step("accept"), ABOUT)).rejects.toThrow(NoRoom);
  });

  it("hands over the photo as it was", async () => {
    const queue = made();
    const files: string[] = [];
    send = async (one, file) => {
      files.push(`${file?.name} ${file?.type} ${await file?.text()}`);
      return decision(one);
    };
    await queue.add({ kind: "file", order: "order-1", name: "photo.jpg", type: "image/jpeg" }, ABOUT, new Blob(["picture"]));
    await queue.flush();
    expect(files).toEqual(["photo.jpg image/jpeg picture"]);
  });
});

describe("what is kept to be read", () => {
  it.each([
    ["http://here/api/v1/work-orders/abc", "/api/v1/work-orders/abc"],
    ["http://here/api/v1/work-orders?site=a&limit=100&assignee=li", "/api/v1/work-orders?assignee=li&limit=100&site=a"],
    ["http://here/api/v1/sops/lift", "/api/v1/sops/lift"],
    ["http://here/api/v1/requests?site=a", null],
    ["http://here/api/v1/work-orders?form=csv", null],
    ["http://here/api/v1/assets?site=a&cursor=b", "/api/v1/assets?cursor=b&site=a"],
    ["http://here/api/v1/me/pin", null],
    ["http://here/api/v1/contacts", null],
  ])("%s", (address, name) => {
    expect(nameOf(address)).toBe(name);
  });

  it("is shown to the same person when the server is away, with its age, and to nobody else", async () => {
    const shelf = new MapShelf();
    const keys = new KeyRing(shelf);
    let person = "li";
    let now = 1_000_000;
    const reach = new Reach();
    const saved = new SavedReading(
      shelf,
      keys,
      () => person,
      reach,
      () => now,
    );
    await keys.obtain("li", () => Promise.resolve(KEYS.li ?? ""));
    const asked = () => new Request("http://here/api/v1/work-orders/abc");
    await saved.through(asked(), () => Promise.resolve(new Response('{"title":"困人"}')));
    await vi.waitFor(() => expect(shelf.kept.size).toBe(2));
    expect(shelf.text()).not.toContain("困人");
    now += 180_000;
    const away = () => Promise.reject(new Problem(0, "", ""));
    expect(await (await saved.through(asked(), away)).json()).toEqual({ title: "困人" });
    expect(saved.shownSince()).toBe(1_000_000);
    expect(reach.lostSince()).not.toBeNull();
    expect(await (await saved.through(asked(), () => Promise.resolve(new Response("", { status: 502 })))).json()).toEqual({ title: "困人" });
    person = "wang";
    await keys.obtain("wang", () => Promise.resolve(KEYS.wang ?? ""));
    await expect(saved.through(asked(), away)).rejects.toThrow(Problem);
  });
});

describe("what was read before the key came", () => {
  it("is kept when it comes, the last of each, and is not kept for somebody else", async () => {
    const shelf = new MapShelf();
    const keys = new KeyRing(shelf);
    let person = "li";
    const saved = new SavedReading(
      shelf,
      keys,
      () => person,
      new Reach(),
    );
    const asked = () => new Request("http://here/api/v1/me");
    for (const name of ["old", "new"]) await saved.through(asked(), () => Promise.resolve(new Response(JSON.stringify({ name }))));
    await new Promise((done) => setTimeout(done));
    expect(shelf.kept.size).toBe(0);
    await keys.obtain("li", () => Promise.resolve(KEYS.li ?? ""));
    await vi.waitFor(() => expect([...shelf.kept.keys()]).toContain("saved|li|/api/v1/me"));
    const away = () => Promise.reject(new Problem(0, "", ""));
    expect(await (await saved.through(asked(), away)).json()).toEqual({ name: "new" });

    await keys.forget();
    await saved.through(asked(), () => Promise.resolve(new Response('{"name":"of li"}')));
    person = "wang";
    await keys.obtain("wang", () => Promise.resolve(KEYS.wang ?? ""));
    await new Promise((done) => setTimeout(done));
    expect([...shelf.kept.keys()].filter((key) => key.startsWith("saved|wang"))).toEqual([]);
  });
});

describe("the picture of a plan", () => {
  it("lies sealed on the phone and comes back as it was", async () => {
    const shelf = new MapShelf();
    const keys = new KeyRing(shelf);
    await keys.obtain("li", () => Promise.resolve(KEYS.li ?? ""));
    const saved = new SavedReading(
      shelf,
      keys,
      () => "li",
      new Reach(),
    );
    const asked = () => new Request("http://here/api/v1/floor-plans/riverside/t1-f1/picture");
    const drawn = new Response('<svg id="plan"/>', { headers: { "Content-Type": "image/svg+xml" } });
    await saved.through(asked(), () => Promise.resolve(drawn));
    await vi.waitFor(() => expect(shelf.kept.size).toBe(2));
    expect(shelf.text()).not.toContain("svg id");
    const shown = await saved.through(asked(), () => Promise.reject(new Problem(0, "", "")));
    expect([shown.headers.get("Content-Type"), await shown.text()]).toEqual(["image/svg+xml", '<svg id="plan"/>']);
  });
});

describe("the key of whoever signs in while another's is let go", () => {
  it("stays", async () => {
    const shelf = new MapShelf();
    const keys = new KeyRing(shelf);
    await keys.obtain("li", () => Promise.resolve(KEYS.li ?? ""));
    const going = keys.forget();
    await keys.obtain("wang", () => Promise.resolve(KEYS.wang ?? ""));
    await going;
    expect([...shelf.kept.keys()]).toEqual(["key|wang"]);
  });
});

describe("what somebody answered who was called", () => {
  const told = (what: "acknowledge" | "check-in" | "seen" | "going", subject: string, more: { order?: string; department?: "security" } = {}): Waiting => ({
    id: what,
    person: "li",
    place: 1,
    at: "2026-01-31T08:00:00.000Z",
    doing: { kind: "step", step: { what, subject, note: "", department: more.department }, order: more.order },
    about: ABOUT,
    refused: null,
  });

  it("is an acknowledged alarm", () => {
    const alarm = { id: "a-1", raised_at: "", acknowledged: false, acknowledged_at: null, acknowledged_by: null, steps: ["acknowledge", "shelve"] };
    expect(readingAsIfDone(alarm, [told("acknowledge", "a-1")], "li")).toMatchObject({ acknowledged: true, acknowledged_by: "li", steps: ["shelve"] });
    expect(readingAsIfDone(alarm, [told("acknowledge", "a-2")], "li")).toEqual(alarm);
  });

  it("is a department that is in, and stays another's who was faster", () => {
    const call = { department: "security", state: "waiting", checked_in_at: null, checked_in_by: null, note: "", check_in_by: "2026-01-31T08:05:00Z" };
    const whistle = { id: "w-1", blown_at: "", calls: [call], may_check_in: ["security"] };
    const mine = told("check-in", "w-1", { department: "security" });
    expect(readingAsIfDone(whistle, [mine], "li")).toMatchObject({ calls: [{ state: "in", checked_in_by: "li", late: false }], may_check_in: [] });
    const taken = { ...whistle, calls: [{ ...call, state: "in", checked_in_at: "2026-01-31T07:59:00Z", checked_in_by: "wang" }] };
    expect(readingAsIfDone(taken, [mine], "li")).toMatchObject({ calls: [{ checked_in_by: "wang" }] });
  });

  it("is an answered call, and an order that is taken unless somebody has it", () => {
    const call = { id: "c-1", called: [], state: "calling", answer: null, answered_by: null };
    const going = told("going", "c-1", { order: "order-1" });
    expect(subjectOf(going)).toBe("order-1");
    expect(readingAsIfDone({ items: [call] }, [going], "li")).toMatchObject({ items: [{ state: "answered", answer: "going", answered_by: "li" }] });
    const order = { id: "order-1", state: "dispatched", assignee: null, accepted_at: null, alarm_ids: [], tasks: [], timeline: [], steps: ["accept"], version: 3 };
    expect(readingAsIfDone(order, [going], "li")).toMatchObject({ state: "accepted", assignee: "li" });
    const taken = { ...order, state: "accepted", assignee: "wang", accepted_at: "2026-01-31T07:59:00Z" };
    expect(readingAsIfDone(taken, [going], "li")).toMatchObject({ state: "accepted", assignee: "wang", timeline: [] });
  });
});

describe("an order with a step that waits", () => {
  const order = {
    id: "order-1",
    version: 3,
    state: "dispatched",
    assignee: null,
    accepted_at: null,
    arrived_at: null,
    completed_at: null,
    alarm_ids: [],
    tasks: [],
    timeline: [],
    waits_for: [],
    steps: ["accept", "decline", "note"],
  } as unknown as WorkOrderDetail;
  const waiting = (what: "accept" | "arrive" | "complete"): Waiting => ({
    id: what,
    person: "li",
    place: 1,
    at: "2026-01-31T08:00:00.000Z",
    doing: step(what),
    about: ABOUT,
    refused: null,
  });

  it("goes on from step to step as it will when they are sent, and keeps the version that was read", () => {
    const accepted = asIfDone(order, waiting("accept"), "li");
    expect([accepted.state, accepted.assignee, accepted.steps.includes("arrive"), accepted.version]).toEqual(["accepted", "li", true, 3]);
    const there = asIfDone(accepted, waiting("arrive"), "li");
    expect([there.state, there.arrived_at, there.steps]).toEqual(["in_progress", "2026-01-31T08:00:00.000Z", ["hold", "complete", "note"]]);
    const done = asIfDone(there, waiting("complete"), "li");
    expect([done.state, done.timeline.map(({ event }) => event)]).toEqual(["completed", ["accept", "arrive", "complete"]]);
  });

  it("is shown so wherever the order was read before, however often the page is opened meanwhile", async () => {
    const shelf = new MapShelf();
    const keys = new KeyRing(shelf);
    await keys.obtain("li", () => Promise.resolve(KEYS.li ?? ""));
    const queue = new Queue(
      shelf,
      keys,
      () => "li",
      () => Promise.reject(new Problem(0, "", "")),
    );
    const saved = new SavedReading(
      shelf,
      keys,
      () => "li",
      new Reach(),
    );
    saved.showAs(
      async (body) => readingAsIfDone(body, await queue.waiting(), "li"),
      () => queue.snapshot().waiting.length > 0,
    );
    const away = () => Promise.reject(new Problem(0, "", ""));
    const asked = (path: string) => new Request(`http://here/api/v1/work-orders${path}`);
    const other = { ...order, id: "order-2" };
    await saved.through(asked("/order-1"), () => Promise.resolve(new Response(JSON.stringify(order))));
    await saved.through(asked("?limit=100"), () => Promise.resolve(new Response(JSON.stringify({ items: [order, other], total: 2 }))));
    await vi.waitFor(() => expect(shelf.kept.size).toBe(3));
    for (const what of ["accept", "arrive", "complete"] as const) await queue.add(step(what), ABOUT);
    for (const turn of [1, 2]) {
      const shown = (await (await saved.through(asked("/order-1"), away)).json()) as WorkOrderDetail;
      expect([turn, shown.state, shown.version, shown.timeline.length]).toEqual([turn, "completed", 3, 3]);
      const page = (await (await saved.through(asked("?limit=100"), away)).json()) as { items: WorkOrderDetail[]; total: number };
      expect([page.items.map(({ state }) => state), page.total]).toEqual([["completed", "dispatched"], 2]);
    }
    // The server answers again, and has not heard of it yet.
    const fresh = await saved.through(asked("/order-1"), () => Promise.resolve(new Response(JSON.stringify(order))));
    expect(((await fresh.json()) as WorkOrderDetail).state).toBe("completed");
  });
});
