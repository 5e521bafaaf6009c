import { describe, expect, it } from "vitest";

import type { WallWish } from "../src/wall/wall-settings";
import { watchChanges } from "../src/wall/watch-changes";

const LOBBY = { screen: "lobby", post: "control_room", say: "zh" } as const;
const wish = (watched: boolean, change: Partial<WallWish> = {}): WallWish => ({ ...LOBBY, watched, ...change });

describe("a screen that is set up anew", () => {
  it.each([
    ["is relied on from now", null, wish(true), [wish(true)]],
    ["goes on as it was", LOBBY, wish(true), []],
    ["belongs to another post", LOBBY, wish(true, { post: "manager" }), [wish(true, { post: "manager" })]],
    ["has another name", LOBBY, wish(true, { screen: "gate" }), [wish(false), wish(true, { screen: "gate" })]],
    ["is not relied on any more", LOBBY, wish(false), [wish(false)]],
    ["is not relied on any more under another name", LOBBY, wish(false, { screen: "gate" }), [wish(false)]],
    ["never was and is not", null, wish(false), []],
  ] as const)("%s", (_, before, chosen, told) => {
    expect(watchChanges(before, chosen)).toEqual(told);
  });
});
