/** The procedures that are at hand on every phone whatever happens: those of what endangers people, the most frequent first. */
export const CARDS = [
  "lift-entrapment-release",
  "fire-verify",
  "fire-confirmed",
  "gas-leak",
  "medical-emergency",
  "electrical-fire",
  "power-lost",
  "leak",
  "sump-overflow",
  "rainstorm",
  "carbon-monoxide",
  "guard-sos",
  "hold-up",
  "intrusion",
  "access-fire-release",
] as const;
