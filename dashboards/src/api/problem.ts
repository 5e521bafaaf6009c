import type { Meanwhile } from "./schema";

/** What went wrong with a request, after RFC 9457: the server's words where it gave some. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** HTTP status; 0: the server could not be reached. */
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    /** What others did since this person read it, oldest first. */
    readonly meanwhile: readonly Meanwhile[] = [],
    /** With a site file that could not be changed: the lines to add to it by hand. */
    readonly entry = "",
  ) {
    super(detail || title);
  }

  /** Somebody else changed the thing first. */
  get conflict(): boolean {
    return this.status === 409 || this.status === 412;
  }
}

/** The problem that an answer tells; anything that is not problem+json becomes one with its status alone. */
export function problemOf(status: number, body: unknown): Problem {
  const told = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const word = (name: string) => (typeof told[name] === "string" ? told[name] : "");
  return new Problem(status, word("title"), word("detail"), Array.isArray(told.meanwhile) ? (told.meanwhile as Meanwhile[]) : [], word("entry"));
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(0, "", "");
  return new Problem(-1, "", error instanceof Error ? error.message : String(error));
}
