/** What makes this browser the phone of a post: a token from the server, behind the `#` of an address, which no log sees. */
import type { Tokens } from "../api/session";
import { Problem, problemOf } from "../api/problem";
import type { PhoneHere } from "../api/schema";

const STORED = "steward.post-phone";
const BY_PIN = "steward.by-pin";

export function postToken(): string | null {
  return read(STORED);
}

export function keepPostToken(token: string | null): void {
  write(STORED, token);
}

/** Whether whoever is signed in came by PIN: then the phone is locked when nobody touches it. */
export function cameByPin(): boolean {
  return read(BY_PIN) !== null;
}

export function noteByPin(byPin: boolean): void {
  write(BY_PIN, byPin ? "1" : null);
}

export function phoneHere(token: string): Promise<PhoneHere> {
  return post<PhoneHere>("/api/v1/auth/phone", { phone_token: token });
}

export function signInByPin(token: string, person: string, pin: string): Promise<Tokens> {
  return post<Tokens>("/api/v1/auth/pin", { phone_token: token, person_id: person, pin });
}

async function post<T>(path: string, body: object): Promise<T> {
  let answer: Response;
  try {
    const headers = { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang };
    answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw new Problem(0, "", "");
  }
  const told: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, told);
  return told as T;
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function write(name: string, word: string | null): void {
  try {
    if (word === null) localStorage.removeItem(name);
    else localStorage.setItem(name, word);
  } catch {
    // Where nothing is kept a browser cannot be the phone of a post.
  }
}
