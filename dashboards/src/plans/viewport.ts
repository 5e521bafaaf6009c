/** Which part of a plan is seen: how often enlarged, and which point (parts of its width and height) stands in the middle. */

export interface Viewport {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE: Viewport = { zoom: 1, x: 0.5, y: 0.5 };
export const LARGEST = 12;

/** The same, never beyond the edges of the plan. */
export function kept({ zoom, x, y }: Viewport): Viewport {
  const large = Math.min(LARGEST, Math.max(1, zoom));
  const half = 0.5 / large;
  const within = (value: number) => Math.min(1 - half, Math.max(half, value));
  return { zoom: large, x: within(x), y: within(y) };
}

/** Larger or smaller by `factor`, so that what stands at (`px`, `py`) of the frame stays there. */
export function zoomed(view: Viewport, factor: number, px = 0.5, py = 0.5): Viewport {
  const zoom = Math.min(LARGEST, Math.max(1, view.zoom * factor));
  return kept({ zoom, x: view.x + (px - 0.5) / view.zoom - (px - 0.5) / zoom, y: view.y + (py - 0.5) / view.zoom - (py - 0.5) / zoom });
}

/** Moved by parts of the frame. */
export function panned(view: Viewport, dx: number, dy: number): Viewport {
  return kept({ ...view, x: view.x - dx / view.zoom, y: view.y - dy / view.zoom });
}

/** With a point of the plan in the middle. */
export function around(x: number, y: number, zoom: number): Viewport {
  return kept({ zoom, x, y });
}

/** Which point of the plan stands at (`px`, `py`) of the frame. */
export function pointAt(view: Viewport, px: number, py: number): { readonly x: number; readonly y: number } {
  const within = (value: number) => Math.min(1, Math.max(0, value));
  return { x: within(view.x + (px - 0.5) / view.zoom), y: within(view.y + (py - 0.5) / view.zoom) };
}

/** The CSS transform of a stage as large as its frame, from its upper left corner. */
export function transformOf({ zoom, x, y }: Viewport): string {
  return `translate(${((0.5 - x * zoom) * 100).toFixed(3)}%, ${((0.5 - y * zoom) * 100).toFixed(3)}%) scale(${zoom.toFixed(4)})`;
}
