import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { session } from "../src/api/session";
import type { ServerEvent } from "../src/live/event-parser";
import { LiveStream } from "../src/live/stream";

/** A connection that the test feeds and cuts. */
class Line {
  readonly answer: Response;
  private controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(readonly headers: Record<string, string>) {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.controller = controller) });
    this.answer = new Response(body, { status: 200 });
  }

  send(text: string): void {
    this.controller.enqueue(new TextEncoder().encode(text));
  }

  cut(): void {
    this.controller.error(new TypeError("network error"));
  }
}

describe("the live stream", () => {
  let lines: Line[];
  let taken: ServerEvent[];
  let stream: LiveStream;
  const signedOut = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    lines = [];
    taken = [];
    signedOut.mockClear();
    vi.spyOn(session, "token").mockResolvedValue("token");
    vi.stubGlobal("fetch", (_: string, asked: RequestInit) => {
      const line = new Line(asked.headers as Record<string, string>);
      asked.signal?.addEventListener("abort", () => {
        try {
          line.cut();
        } catch {
          // it was cut already
        }
      });
      lines.push(line);
      return Promise.resolve(line.answer);
    });
    stream = new LiveStream((event) => taken.push(event), signedOut);
  });

  afterEach(() => {
    stream.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  async function settled(): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
  }

  it("brings events, with the bearer token in a header", async () => {
    stream.follow("?types=alarm");
    await settled();
    lines[0]?.send('event: alarm\nid: 5\ndata: {"id":"a1"}\n\n');
    await settled();
    expect(lines[0]?.headers.Authorization).toBe("Bearer token");
    expect(taken).toEqual([{ event: "alarm", id: "5", data: '{"id":"a1"}' }]);
    expect(stream.snapshot().phase).toBe("open");
  });

  it("resumes after the last event it has seen and says what it missed", async () => {
    stream.follow("?types=alarm");
    await settled();
    lines[0]?.send('event: alarm\nid: 5\ndata: {"id":"a1"}\n\n');
    await settled();
    lines[0]?.cut();
    await settled();
    expect(stream.snapshot()).toMatchObject({ phase: "lost", lostSince: 1_000_000 });

    await vi.advanceTimersByTimeAsync(1_000);
    expect(lines[1]?.headers["Last-Event-ID"]).toBe("5");
    lines[1]?.send(
      'event: alarm\nid: 6\ndata: {"id":"a1"}\n\nevent: alarm\nid: 7\ndata: {"id":"a2"}\n\nevent: work-order\nid: 8\ndata: {"id":"o1"}\n\nevent: reading\ndata: {}\n\n',
    );
    await settled();
    expect(stream.snapshot()).toMatchObject({ phase: "open", lostSince: null, meanwhile: { alarms: 2, orders: 1 } });
  });

  it("counts nothing as missed that comes later", async () => {
    stream.follow("");
    await settled();
    lines[0]?.cut();
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.advanceTimersByTimeAsync(3_000);
    lines[1]?.send('event: alarm\nid: 9\ndata: {"id":"a9"}\n\n');
    await settled();
    expect(stream.snapshot().meanwhile).toMatchObject({ alarms: 0, orders: 0 });
  });

  it("gives up a line on which nothing is heard", async () => {
    stream.follow("");
    await settled();
    await vi.advanceTimersByTimeAsync(46_000);
    expect(lines.length).toBeGreaterThan(1);
  });

  it("swaps the line when something else is wanted, without calling it a loss", async () => {
    stream.follow("?types=alarm");
    await settled();
    lines[0]?.send("event: system\nid: 3\ndata: {}\n\n");
    await settled();
    stream.follow("?types=alarm,reading&site=riverside");
    await settled();
    expect(lines).toHaveLength(2);
    expect(lines[1]?.headers["Last-Event-ID"]).toBe("3");
    expect(stream.snapshot()).toMatchObject({ phase: "open", meanwhile: null });
  });

  it("tries at once when it is told to hurry", async () => {
    stream.follow("");
    await settled();
    lines[0]?.cut();
    await settled();
    stream.hurry();
    await settled();
    expect(lines).toHaveLength(2);
  });

  it("says when nobody is signed in any more", async () => {
    vi.spyOn(session, "token").mockResolvedValue(null);
    stream.follow("");
    await settled();
    expect(signedOut).toHaveBeenCalledOnce();
  });
});
