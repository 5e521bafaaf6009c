import { describe, expect, it } from "vitest";

import type { Attachment, TimelineEntry } from "../src/api/schema";
import { fitted } from "../src/files/shrunk";
import { bubblesOf } from "../src/work-orders/chat-bubbles";

const line = (id: string, event: TimelineEntry["event"], occurred_at: string, note = ""): TimelineEntry => ({
  id,
  at: occurred_at,
  occurred_at,
  event,
  state: "in_progress",
  actor: "guard",
  note,
  device_id: null,
});
const photo = { id: "p", kind: "file", name: "photo.jpg", content_type: "image/jpeg", added_at: "2026-01-31T08:05:00.000Z", added_by: "engineer" } as Attachment;

describe("the conversation of an order", () => {
  it("has its notes and its files in the order in which they came, and nothing else", () => {
    const timeline = [
      line("1", "open", "2026-01-31T08:00:00.000Z", "开单"),
      line("2", "note", "2026-01-31T08:06:00.000Z", "到了"),
      line("3", "attach", "2026-01-31T08:05:00.000Z", "photo.jpg"),
      line("4", "note", "2026-01-31T08:04:00.000Z", "出发"),
    ];
    expect(bubblesOf({ timeline, attachments: [photo] }).map(({ text, file, actor }) => [file?.id ?? text, actor])).toEqual([
      ["出发", "guard"],
      ["p", "engineer"],
      ["到了", "guard"],
    ]);
  });
});

describe("a photo", () => {
  it.each([
    [4032, 3024, 1920, 1440],
    [3024, 4032, 1440, 1920],
    [800, 600, 800, 600],
    [10_000, 2, 1920, 1],
  ])("of %i × %i becomes %i × %i", (width, height, ...expected) => {
    const size = fitted(width, height);
    expect([size.width, size.height]).toEqual(expected);
  });
});
