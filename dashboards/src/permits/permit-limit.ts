/** Which moment a permit waits for, and how it stands. */
import type { Permit } from "../api/schema";
import type { MessageKey } from "../messages/translate";

export interface PermitLimit {
  readonly sentence: MessageKey;
  /** How long until then, or since then: fills `{length}`. */
  readonly lengthMs: number;
  readonly urgency: "calm" | "soon" | "late";
}

const SOON_MS = 30 * 60_000;

/** `null`: nothing is waited for (asked for and not approved, or over). */
export function permitLimit(permit: Pick<Permit, "state" | "starts_at" | "until" | "recheck_at">, now: number): PermitLimit | null {
  const start = Date.parse(permit.starts_at);
  const until = Date.parse(permit.until);
  switch (permit.state) {
    case "requested":
    case "approved":
      return now < start
        ? { sentence: "permit.limit.begins", lengthMs: start - now, urgency: "calm" }
        : { sentence: "permit.limit.notBegun", lengthMs: Math.max(0, until - now), urgency: "calm" };
    case "active": {
      const left = until - now;
      if (left <= 0) return { sentence: "permit.limit.over", lengthMs: -left, urgency: "late" };
      return { sentence: "permit.limit.left", lengthMs: left, urgency: left < Math.min(SOON_MS, (until - start) / 3) ? "soon" : "calm" };
    }
    case "expired":
      return { sentence: "permit.limit.over", lengthMs: now - until, urgency: "late" };
    case "recheck": {
      const left = (permit.recheck_at === null ? now : Date.parse(permit.recheck_at)) - now;
      return left > 0
        ? { sentence: "permit.limit.recheckIn", lengthMs: left, urgency: "calm" }
        : { sentence: "permit.limit.recheckNow", lengthMs: -left, urgency: -left > 15 * 60_000 ? "late" : "soon" };
    }
    default:
      return null;
  }
}
