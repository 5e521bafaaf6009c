import { describe, expect, it } from "vitest";

import { clockWords } from "../src/service/clock-words";
import { minuteWords } from "../src/service/minute-words";

const said = (minutes: number) => minuteWords(minutes, (key, values) => `${key.replace("service.", "")} ${values?.n}`);

describe("the words of time limits", () => {
  it.each([
    [3, "minutes 3"],
    [90, "minutes 90"],
    [120, "hoursLong 2"],
    [1440, "hoursLong 24"],
    [4320, "days 3"],
  ])("say %i minutes as people do", (minutes, words) => {
    expect(said(minutes)).toBe(words);
  });

  it.each([
    [247_900, "4:07"],
    [-1_000, "0:01"],
    [3_847_000, "1:04:07"],
  ])("count %i ms in minutes and seconds, before and after", (ms, words) => {
    expect(clockWords(ms)).toBe(words);
  });
});
