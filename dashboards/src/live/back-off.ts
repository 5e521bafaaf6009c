/** How long to wait before try number `attempt` (from 0): doubling from one second to thirty, with jitter so that a duty room does not knock in chorus. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(1_000 * 2 ** attempt, 30_000);
  return Math.round(longest * (0.6 + 0.4 * random()));
}
