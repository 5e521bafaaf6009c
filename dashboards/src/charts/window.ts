const WINDOWS = [
  ["10s", 10],
  ["30s", 30],
  ["1m", 60],
  ["2m", 120],
  ["5m", 300],
  ["15m", 900],
  ["30m", 1_800],
  ["1h", 3_600],
  ["6h", 21_600],
  ["1d", 86_400],
] as const;
const POINTS_ON_A_SCREEN = 750;
/** Up to here every reading is drawn. */
const RAW_MS = 2 * 3_600_000;

/** The grain in which a span is fetched: as fine as a screen can show; `undefined`: every reading. */
export function windowFor(spanMs: number): string | undefined {
  if (spanMs <= RAW_MS) return undefined;
  const finest = spanMs / 1_000 / POINTS_ON_A_SCREEN;
  return (WINDOWS.find(([, seconds]) => seconds >= finest) ?? ["1d"])[0];
}
