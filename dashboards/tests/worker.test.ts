import { describe, expect, it, vi } from "vitest";

import { type Receipt, Receipts, type Waiting } from "../src/worker/receipts";
import { notificationOf, pathOf, toldOf } from "../src/worker/told";
import { wayOf } from "../src/worker/ways";

const ORIGIN = "https://steward.example";
const PAYLOAD = {
  v: 1,
  key: "k",
  title: "1号楼1号电梯 疑似困人",
  body: "1号楼",
  severity: "critical",
  urgent: true,
  link: `${ORIGIN}/work-orders/o`,
  tag: { call_out_id: "c", work_order_id: "o" },
  receipt: "s".repeat(40),
  answers: ["seen", "going", "false_alarm"],
  lang: "zh",
};
const MOMENT = { now: 1, icon: "/icon.svg", again: false, watched: false, buttons: 2 };

describe("what is pushed", () => {
  it("opens the call that it is about", () => {
    expect(toldOf(PAYLOAD, ORIGIN, "zh").path).toBe("/alarm-call/c");
  });

  it("opens its link where it is about no call", () => {
    expect(toldOf({ ...PAYLOAD, tag: {} }, ORIGIN, "zh").path).toBe("/work-orders/o");
  });

  it.each([null, "text", 7, [], {}, { title: 3, tag: "x", answers: "y" }])("is shown whatever came: %j", (content) => {
    expect(toldOf(content, ORIGIN, "en-GB")).toMatchObject({ title: "Steward: something new", path: "/", receipt: null });
  });

  it.each(["https://evil.example/x", "javascript:alert(1)", "//evil.example", "http://"])("leads nowhere else: %s", (link) => {
    expect(pathOf(link, ORIGIN)).toBe("/");
  });

  it("becomes a notification that stays, shakes, and has the buttons that the phone has room for", () => {
    const look = notificationOf(toldOf(PAYLOAD, ORIGIN, "zh"), MOMENT);
    expect(look).toMatchObject({ tag: "k", requireInteraction: true, silent: false, renotify: true, lang: "zh-CN" });
    expect(look.actions).toEqual([
      { action: "going", title: "我去" },
      { action: "seen", title: "收到" },
    ]);
    expect(look.vibrate?.length).toBeGreaterThan(3);
  });

  it.each([{ again: true }, { watched: true }])("is silent for a repeat and where the app rings by itself: %j", (change) => {
    const look = notificationOf(toldOf(PAYLOAD, ORIGIN, "zh"), { ...MOMENT, ...change });
    expect(look).toMatchObject({ silent: true, renotify: false });
    expect(look).not.toHaveProperty("vibrate");
  });

  it("has no buttons that could not be answered for", () => {
    expect(notificationOf(toldOf({ ...PAYLOAD, receipt: null }, ORIGIN, "zh"), MOMENT).actions).toEqual([]);
  });
});

describe("receipts", () => {
  const RECEIPT: Receipt = { secret: "s", proof: "received", at: "2026-01-31T08:00:00.000Z" };
  const NOW = Date.parse(RECEIPT.at) + 60_000;

  function shelf(): Waiting & { readonly kept: Map<string, Receipt> } {
    const kept = new Map<string, Receipt>();
    return {
      kept,
      all: () => Promise.resolve([...kept]),
      put: (key, receipt) => Promise.resolve(void kept.set(key, receipt)),
      drop: (key) => Promise.resolve(void kept.delete(key)),
    };
  }
  const atOnce = () => Promise.resolve();

  it("are tried again, and forgotten once they are taken", async () => {
    const waiting = shelf();
    const post = vi.fn().mockRejectedValueOnce(new TypeError("no network")).mockResolvedValueOnce(503).mockResolvedValueOnce(204);
    expect(await new Receipts(waiting, post, atOnce).send(RECEIPT)).toBe("taken");
    expect(post).toHaveBeenCalledTimes(3);
    expect(waiting.kept.size).toBe(0);
  });

  it("wait where there is no network, and leave when there is", async () => {
    const waiting = shelf();
    const post = vi.fn().mockRejectedValue(new TypeError("no network"));
    const receipts = new Receipts(waiting, post, atOnce);
    expect(await receipts.send(RECEIPT)).toBe("later");
    expect(await receipts.flush(NOW)).toBe(false);
    post.mockResolvedValue(204);
    expect(await receipts.flush(NOW)).toBe(true);
    expect(post).toHaveBeenLastCalledWith(RECEIPT);
    expect(waiting.kept.size).toBe(0);
  });

  it("are not sent for ever: a refusal ends it, and so does a day", async () => {
    const waiting = shelf();
    const post = vi.fn().mockResolvedValue(422);
    expect(await new Receipts(waiting, post, atOnce).send(RECEIPT)).toBe("refused");
    await waiting.put("old", RECEIPT);
    post.mockClear();
    expect(await new Receipts(waiting, post, atOnce).flush(NOW + 48 * 3_600_000)).toBe(true);
    expect(post).not.toHaveBeenCalled();
    expect(waiting.kept.size).toBe(0);
  });

  it("are sent even where nothing can be kept", async () => {
    const broken: Waiting = { all: () => Promise.reject(new Error("no")), put: () => Promise.reject(new Error("no")), drop: () => Promise.reject(new Error("no")) };
    expect(await new Receipts(broken, () => Promise.resolve(204), atOnce).send(RECEIPT)).toBe("taken");
  });
});

describe("the worker", () => {
  const shell = new Set(["/icon.svg", "/static/index-1.js"]);
  const way = (path: string, mode = "cors", method = "GET") => wayOf({ method, mode, url: new URL(path, ORIGIN).href }, ORIGIN, shell);

  it.each(["/api/v1/alarms", "/q/abc", "/r/abc", "/j/abc", "https://other.example/static/x.js"])("keeps its hands off %s", (path) => {
    expect(way(path)).toBeNull();
    expect(way(path, "navigate")).toBeNull();
  });

  it("answers pages from the network first and hashed files from what is kept", () => {
    expect(way("/alarms", "navigate")).toBe("page");
    expect(way("/static/later-2.js")).toBe("kept");
    expect(way("/icon.svg")).toBe("kept");
    expect(way("/other.txt")).toBeNull();
    expect(way("/static/x.js", "cors", "POST")).toBeNull();
  });
});
