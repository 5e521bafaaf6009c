import type { PermitState } from "../api/schema";
import { useWords } from "../messages/language-context";

const OVER: ReadonlySet<string> = new Set(["closed", "refused", "cancelled"]);

/** The state in a word; in colour only when its time is over and nobody has ended it. */
export function PermitStateWord({ state }: { readonly state: PermitState }) {
  const { word } = useWords();
  return (
    <span className={state === "expired" ? "late" : OVER.has(state) ? "quiet" : undefined} data-testid="permit-state" data-state={state}>
      {word("permit.state", state)}
    </span>
  );
}
