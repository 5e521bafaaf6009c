/** Small choices that this browser remembers. Where storage is forbidden nothing is remembered, and nothing fails. */
export type Preference = "language" | "theme" | "site" | "orders.view" | "orders.phone-view" | "orders.views" | "orders.columns" | "sound" | "find.recent" | "flood" | "type-size" | "speech" | "phone.type" | "phone.aloud" | "phone.code";

export function recall(name: Preference): string | null {
  try {
    return localStorage.getItem(`steward.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(`steward.${name}`, value);
  } catch {
    // private windows of some browsers
  }
}
