import { describe, expect, it } from "vitest";

import { EventParser, type ServerEvent } from "../src/live/event-parser";

const STREAM = [
  'event: system\nid: 7\ndata: {"transition":"connected"}\n\n',
  ": still here\n\n",
  'event: alarm\r\nid: 8\r\ndata: {"message":"困人"}\r\n\r\n',
  "event: reading\rdata: first\rdata:second\r\r",
  "data\n\n",
  "id: 9\n\n",
].join("");

const EVENTS: ServerEvent[] = [
  { event: "system", data: '{"transition":"connected"}', id: "7" },
  { event: "alarm", data: '{"message":"困人"}', id: "8" },
  { event: "reading", data: "first\nsecond", id: null },
  { event: "message", data: "", id: null },
];

function parsed(pieces: readonly string[]): ServerEvent[] {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.feed(piece));
}

describe("the parser of server-sent events", () => {
  it("reads events, comments, all three line ends and several data lines", () => {
    expect(parsed([STREAM])).toEqual(EVENTS);
  });

  it.each(Array.from({ length: STREAM.length }, (_, at) => at))("does not mind a cut at %i", (at) => {
    expect(parsed([STREAM.slice(0, at), STREAM.slice(at)])).toEqual(EVENTS);
  });

  it("does not mind single characters and empty pieces", () => {
    expect(parsed(Array.from(STREAM).flatMap((character) => [character, ""]))).toEqual(EVENTS);
  });

  it("keeps what is not complete for later", () => {
    const parser = new EventParser();
    expect(parser.feed("data: half")).toEqual([]);
    expect(parser.feed(" and half\n\n")).toEqual([{ event: "message", data: "half and half", id: null }]);
  });

  it("gives an id to its own event only", () => {
    expect(parsed(["id: 1\ndata: a\n\ndata: b\n\n"]).map(({ id }) => id)).toEqual(["1", null]);
  });
});
