import type { WallChoice, WallWish } from "./wall-settings";

/** What to tell the server, in this order, when the screen that somebody relied on (`null`: nobody did) is set up anew. */
export function watchChanges(before: WallChoice | null, chosen: WallWish): readonly WallWish[] {
  // The name that it had is nobody's any more.
  const given = before !== null && before.screen !== chosen.screen ? [{ ...before, watched: false }] : [];
  if (chosen.watched) return before?.screen === chosen.screen && before.post === chosen.post ? [] : [...given, chosen];
  return before === null ? [] : [...(given.length > 0 ? given : [chosen])];
}
