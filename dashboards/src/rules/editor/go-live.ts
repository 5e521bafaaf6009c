/** The gate: nothing goes live that was not tried on history exactly as it is. The server has the last word. */
import type { Backtest, RuleCheck } from "../../api/schema";

/** So long after it was done a backtest says enough of the site. */
export const GOOD_FOR_MS = 7 * 86_400_000;

export type Missing = "mayNot" | "checking" | "problems" | "idTaken" | "unchanged" | "untried" | "underWay" | "failed" | "tooOld";

export type Gate = { readonly open: true; readonly backtest: Backtest } | { readonly open: false; readonly missing: Missing };

export interface GateAsked {
  readonly mayEdit: boolean;
  /** `undefined`: what is written has not been checked yet. */
  readonly check: RuleCheck | undefined;
  /** Whether it is written as a new rule under the id of one that there is. */
  readonly idTaken: boolean;
  /** Whether it says the same as what is in force. */
  readonly unchanged: boolean;
  /** Newest first. */
  readonly backtests: readonly Backtest[];
  /** Epoch ms. */
  readonly now: number;
}

/** Whether the rule may be put live, and if not, what is missing first. */
export function gateOf({ mayEdit, check, idTaken, unchanged, backtests, now }: GateAsked): Gate {
  const missing = (what: Missing): Gate => ({ open: false, missing: what });
  if (!mayEdit) return missing("mayNot");
  if (check === undefined) return missing("checking");
  if (!check.ok) return missing("problems");
  if (idTaken) return missing("idTaken");
  if (unchanged) return missing("unchanged");
  const own = backtests.filter(({ digest }) => digest === check.digest);
  const done = own.filter(({ state, finished_at }) => state === "done" && finished_at !== null);
  const good = done.find(({ finished_at }) => finished_at !== null && now - Date.parse(finished_at) <= GOOD_FOR_MS);
  if (good !== undefined) return { open: true, backtest: good };
  if (own.some(({ state }) => state === "waiting" || state === "running")) return missing("underWay");
  if (done.length > 0) return missing("tooOld");
  return missing(own.length > 0 ? "failed" : "untried");
}
