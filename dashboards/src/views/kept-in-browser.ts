/** Views of orders as browsers kept them before the server did: read once, to be handed over. */
import { recall, remember } from "../layout/preferences";

export interface KeptView {
  readonly name: string;
  /** The page's parameters: `view=table&state=on_hold`. */
  readonly address: string;
}

/** The views of this browser; what cannot be read is none. */
export function keptInBrowser(): readonly KeptView[] {
  return keptViews(recall("orders.views"));
}

export function keptViews(written: string | null): readonly KeptView[] {
  try {
    const kept: unknown = JSON.parse(written ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

export function forgetKept(): void {
  if (recall("orders.views") !== null) remember("orders.views", "[]");
}

function isView(kept: unknown): kept is KeptView {
  return typeof kept === "object" && kept !== null && "name" in kept && typeof kept.name === "string" && "address" in kept && typeof kept.address === "string";
}
