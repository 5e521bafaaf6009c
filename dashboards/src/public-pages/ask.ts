/** Requests of the public pages: no session, and the server's own words where it refuses. */
export class Refused extends Error {
  constructor(
    /** HTTP status; 0: the server could not be reached. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function ask<T>(path: string, language: string, init: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> } = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/public${path}`, { ...init, headers: { "Accept-Language": language, ...init.headers }, credentials: "omit" });
  } catch {
    throw new Refused(0, "");
  }
  const told: unknown = await answer.json().catch(() => null);
  if (answer.ok) return told as T;
  const detail = typeof told === "object" && told !== null && "detail" in told ? told.detail : "";
  throw new Refused(answer.status, typeof detail === "string" ? detail : "");
}
