import { describe, expect, it } from "vitest";

import { isStale, type Shown } from "../src/assets/is-stale";

const NOW = 1_000_000;
const AFTER_S = 180;
const OLD = NOW - 181_000;
const word: Shown = { at: OLD, spokenSince: false, toldStale: false, repeated: false, connected: true };

describe("a value that is sent only on change", () => {
  it("may be old and true while its device speaks", () => {
    expect(isStale(word, NOW, AFTER_S)).toBe(false);
    expect(isStale({ ...word, spokenSince: true }, NOW, AFTER_S)).toBe(false);
  });

  it("is stale when the server says that its device is silent", () => {
    expect(isStale({ ...word, toldStale: true }, NOW, AFTER_S)).toBe(true);
  });

  it("is not stale any more once it has come anew", () => {
    expect(isStale({ ...word, toldStale: true, spokenSince: true }, NOW, AFTER_S)).toBe(false);
  });

  it("is judged by its age alone while the stream is lost", () => {
    expect(isStale({ ...word, connected: false }, NOW, AFTER_S)).toBe(true);
    expect(isStale({ ...word, connected: false, at: NOW }, NOW, AFTER_S)).toBe(false);
  });
});

describe("a number", () => {
  const number: Shown = { ...word, repeated: true };

  it("is stale when it is too old, however it came", () => {
    expect(isStale(number, NOW, AFTER_S)).toBe(true);
    expect(isStale({ ...number, spokenSince: true }, NOW, AFTER_S)).toBe(true);
    expect(isStale({ ...number, at: NOW - 179_000 }, NOW, AFTER_S)).toBe(false);
  });
});
