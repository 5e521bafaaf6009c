import type { FaultKind } from "../api/schema";

/** Every way to break a device, the plain ones first. */
export const KINDS = [
  "go_silent",
  "lose_connection",
  "hold",
  "stuck",
  "drift",
  "flapping",
  "null",
  "dropout",
  "duplicate",
  "reorder",
  "late",
  "clock_skew",
  "garbage",
] as const satisfies readonly FaultKind[];

/** Those that strike a share of the messages. */
export const RATED: ReadonlySet<FaultKind> = new Set<FaultKind>(["dropout", "duplicate", "reorder", "late", "garbage", "null", "stuck"]);
