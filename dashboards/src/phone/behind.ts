import type { Location } from "react-router";

/** Where a call is shown. */
export const CALL = "/alarm-call/:id";

export function callPath(id: string): string {
  return `/alarm-call/${encodeURIComponent(id)}`;
}

/** The page over which a call was opened, as the history keeps it; `null`: it was opened by itself, from a notification. */
export function behindOf(state: unknown): Location | null {
  const behind = typeof state === "object" && state !== null ? (state as { behind?: unknown }).behind : undefined;
  return typeof behind === "object" && behind !== null && typeof (behind as { pathname?: unknown }).pathname === "string" ? (behind as Location) : null;
}
