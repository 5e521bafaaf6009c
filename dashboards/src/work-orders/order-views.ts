/** The ways in which orders are shown. */
export const VIEWS = ["mine", "board", "table", "calendar"] as const;
export type View = (typeof VIEWS)[number];

interface Screen {
  readonly narrow: boolean;
  /** Whether this person takes orders. */
  readonly works: boolean;
}

/** The views that there are: a board needs room, and what is mine somebody who works. */
export function viewsFor({ narrow, works }: Screen): readonly View[] {
  return VIEWS.filter((view) => (view !== "mine" || works) && (view !== "board" || !narrow));
}

/** The view that is `asked` for if there is it; else on a phone what is mine, for there one works, and at a desk the board. */
export function viewOf(asked: string | null, screen: Screen): View {
  const views = viewsFor(screen);
  return views.find((view) => view === asked) ?? views.find((view) => view === (screen.narrow ? "mine" : "board")) ?? "table";
}
