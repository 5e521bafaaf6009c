/** What a contractor's phone says to the server: no account, only the token of the code, then that of the visit. */
import { Problem, problemOf } from "../../api/problem";
import type { FileKind, OwnVisit, SignedInHere, SignInHere, VisitPlace } from "../../api/schema";
import { shrunk } from "../../files/shrunk";

const PUBLIC = "/api/v1/public";

export const place = (code: string) => call<VisitPlace>("GET", `/visit-places/${encodeURIComponent(code)}`);
export const signIn = (code: string, given: SignInHere) => call<SignedInHere>("POST", `/visit-places/${encodeURIComponent(code)}/sign-in`, given);
export const resume = (code: string, number: string, phone: string) =>
  call<SignedInHere>("POST", `/visit-places/${encodeURIComponent(code)}/resume`, { number, phone });
export const ownVisit = (token: string) => call<OwnVisit>("GET", `/visits/${encodeURIComponent(token)}`);
export const signOut = (token: string) => call<OwnVisit>("POST", `/visits/${encodeURIComponent(token)}/sign-out`, { note: "" });
export const withdraw = (token: string) => call<OwnVisit>("POST", `/visits/${encodeURIComponent(token)}/withdraw`);

export async function addFile(token: string, kind: FileKind, file: File): Promise<OwnVisit> {
  const form = new FormData();
  form.append("file", await shrunk(file));
  return call<OwnVisit>("POST", `/visits/${encodeURIComponent(token)}/attachments?kind=${kind}`, form);
}

/** The token of the visit that this phone began at a code; where storage is forbidden its number and phone are asked for. */
export function remembered(code: string): string | null {
  try {
    return localStorage.getItem(name(code));
  } catch {
    return null;
  }
}

export function remember(code: string, token: string | null): void {
  try {
    if (token === null) localStorage.removeItem(name(code));
    else localStorage.setItem(name(code), token);
  } catch {
    // private windows of some browsers
  }
}

const name = (code: string) => `steward.visit.${code}`;

async function call<T>(method: "GET" | "POST", path: string, body?: object): Promise<T> {
  const form = body instanceof FormData;
  const headers: Record<string, string> = { "Accept-Language": document.documentElement.lang || "zh-CN" };
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  const answer = await fetch(`${PUBLIC}${path}`, { method, headers, body: body === undefined ? null : form ? body : JSON.stringify(body) }).catch(() => {
    throw new Problem(0, "", "");
  });
  const told: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOf(answer.status, told);
  return told as T;
}
