/** The API, typed from its OpenAPI description. Every request carries the bearer token; every write an Idempotency-Key. */
import createClient, { type Middleware } from "openapi-fetch";

import { savedReading } from "../offline/at-hand";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";
import { session } from "./session";
import { uniqueKey } from "./unique-key";

/** Ask as whoever is signed in; where the server is out of reach, what it said last of their own tasks. */
export function authorisedFetch(request: Request): Promise<Response> {
  return savedReading.through(request, fromServer);
}

/** Send with a bearer token; if the server will not take it, once more with a new one. */
async function fromServer(request: Request): Promise<Response> {
  request.headers.set("Accept-Language", document.documentElement.lang || "zh-CN");
  const again = request.clone();
  const token = await session.token();
  const answer = await send(request, token);
  if (answer.status !== 401 || token === null) return answer;
  const renewed = await session.renew(token);
  return renewed === null ? answer : send(again, renewed);
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "", "");
  }
}

const idempotent: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", uniqueKey());
    return request;
  },
};

export const api = createClient<paths>({ fetch: authorisedFetch });
api.use(idempotent);

/** The same for what stands behind the server and may be away: its 503 does not mean that the server cannot be reached. */
export const apiBehind = createClient<paths>({ fetch: fromServer });
apiBehind.use(idempotent);

/** The data of an answer, or a thrown `Problem`. */
export async function data<T>(answer: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data: told, error, response } = await answer;
  if (!response.ok || told === undefined) throw problemOf(response.status, error);
  return told;
}
