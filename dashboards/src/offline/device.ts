import { uniqueKey } from "../api/unique-key";

const STORED = "steward.device";
let unstored: string | null = null;

/** The random name that this browser gave itself: it says of a step on which phone it was taken. */
export function deviceId(): string {
  try {
    const known = localStorage.getItem(STORED);
    if (known !== null) return known;
    const made = uniqueKey();
    localStorage.setItem(STORED, made);
    return made;
  } catch {
    return (unstored ??= uniqueKey());
  }
}
