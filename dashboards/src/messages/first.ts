/**
 * The texts of what a guard opens first: signing in, the frame, a call, the own tasks, the post. A phone loads these, and
 * all others as soon as there is time or a page needs them (`loadCatalogue`); so other areas may grow as they like.
 */
export const FIRST_TEXTS: readonly string[] = [
  // families
  "actor.",
  "app.",
  "behind.",
  "board.my.",
  "department.",
  "due.",
  "fire.cause.",
  "live.",
  "list.",
  "nav.",
  "offline.bar.",
  "order.event.",
  "order.state.",
  "order.step.",
  "page.",
  "person.",
  "phone.",
  "problem.",
  "role.",
  "severity.",
  "signIn.",
  "site.",
  "sop.",
  "system.part.",
  "theme.",
  "time.",
  "value.",

  // single ones of areas that come later
  "alarms.asset",
  "board.find.open",
  "board.moved",
  "board.nothingForMe",
  "board.sop",
  "dispatch.duty.signOff",
  "dispatch.duty.signOffSure",
  "dispatch.duty.signOn",
  "dispatch.duty.stay",
  "offline.cards",
  "offline.full",
  "offline.phones",
  "orders.openTasks",
  "orders.tasksFirst",
  "planRuns.andMore",
  "planRuns.banner",
  "planRuns.bannerProposed",
  "planRuns.open",
  "service.didMeanwhile",
  "workDone.repeats",
];

/** Whether a text is loaded first. The title of every page is: the way there is called by it. */
export function isFirst(key: string): boolean {
  return key.endsWith(".title") || FIRST_TEXTS.some((one) => (one.endsWith(".") ? key.startsWith(one) : key === one));
}
