/** Server-sent events out of pieces of text that may be cut anywhere (the WHATWG format, as far as a reader needs it). */
export interface ServerEvent {
  /** `message` when the server named none. */
  readonly event: string;
  readonly data: string;
  /** The `id:` line of this very event; `null` when it has none. */
  readonly id: string | null;
}

export class EventParser {
  private rest = "";
  private endedWithReturn = false;
  private event = "";
  private data: string[] = [];
  private id: string | null = null;

  /** The events that `piece` completes. */
  feed(piece: string): ServerEvent[] {
    let text = this.rest + piece;
    // A line feed that belongs to a carriage return of the piece before ends no second line.
    if (this.endedWithReturn && piece !== "") {
      this.endedWithReturn = false;
      if (piece.startsWith("\n")) text = this.rest + piece.slice(1);
    }
    const events: ServerEvent[] = [];
    const lineEnd = /\r\n|\r|\n/g;
    let start = 0;
    for (let found = lineEnd.exec(text); found !== null; found = lineEnd.exec(text)) {
      const event = this.line(text.slice(start, found.index));
      if (event !== null) events.push(event);
      start = found.index + found[0].length;
      if (found[0] === "\r" && start === text.length) this.endedWithReturn = true;
    }
    this.rest = text.slice(start);
    return events;
  }

  private line(line: string): ServerEvent | null {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.id = value;
    return null;
  }

  private dispatch(): ServerEvent | null {
    const complete = this.data.length === 0 ? null : { event: this.event || "message", data: this.data.join("\n"), id: this.id };
    this.event = "";
    this.data = [];
    this.id = null;
    return complete;
  }
}
