/** What is known of a value that a page shows. Times are epoch milliseconds. */
export interface Shown {
  /** When the value occurred. */
  readonly at: number;
  /** Whether the live stream brought it after the server was asked last: then its device has spoken since. */
  readonly spokenSince: boolean;
  /** What the server said of it when it was asked; it knows whether the device is silent. */
  readonly toldStale: boolean;
  /** Numbers are repeated at every interval; words only when they change, so those may be old and true. */
  readonly repeated: boolean;
  /** Whether the live stream is open. Without it nobody knows, and age alone decides. */
  readonly connected: boolean;
}

/** Whether a value must not be shown as if it were true now. */
export function isStale(shown: Shown, now: number, staleAfterS: number): boolean {
  const old = now - shown.at > staleAfterS * 1_000;
  if (!shown.connected) return old || (!shown.spokenSince && shown.toldStale);
  return (!shown.spokenSince && shown.toldStale) || (shown.repeated && old);
}
