/** Filters with a name, kept by this browser; what a view shows stands in its address, so that it can be sent to others. */
import { recall, remember } from "../layout/preferences";

export interface SavedView {
  readonly name: string;
  /** The page's parameters: `view=table&state=on_hold`. */
  readonly address: string;
}

const MOST = 20;

/** The views of this browser; what cannot be read is none. */
export function savedViews(): readonly SavedView[] {
  try {
    const kept: unknown = JSON.parse(recall("orders.views") ?? "[]");
    return Array.isArray(kept) ? kept.filter(isView) : [];
  } catch {
    return [];
  }
}

/** The views with `view` in place of the one of its name, the newest last. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].slice(-MOST);
}

export function withoutView(views: readonly SavedView[], name: string): readonly SavedView[] {
  return views.filter((view) => view.name !== name);
}

export function keepViews(views: readonly SavedView[]): void {
  remember("orders.views", JSON.stringify(views));
}

function isView(kept: unknown): kept is SavedView {
  return typeof kept === "object" && kept !== null && "name" in kept && typeof kept.name === "string" && "address" in kept && typeof kept.address === "string";
}
