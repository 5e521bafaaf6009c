/** Minutes and seconds to or from a moment, with hours once there are any: 4:07, 1:04:07. */
export function clockWords(ms: number): string {
  const all = Math.floor(Math.abs(ms) / 1_000);
  const two = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(all / 3_600);
  const minutes = Math.floor(all / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}
