import type { Asset, Scope } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./new-permit.module.css";
import { countedTypes } from "./scope";

interface ScopeSummaryProps {
  readonly scope: Scope;
  readonly covered: readonly Asset[];
  /** Assets of which only named points are meant. */
  readonly inPart?: readonly Asset[];
  /** Chosen, and yet left out. */
  readonly live?: readonly Asset[];
  /** The same of types, by name. */
  readonly liveTypes?: readonly string[];
}

const NAMED = 5;

/** What a scope means, counted while it is being chosen. */
export function ScopeSummary({ scope, covered, inPart = [], live = [], liveTypes = [] }: ScopeSummaryProps) {
  const { t, text } = useWords();
  const count = covered.length + inPart.length;
  const types = countedTypes(covered).map(({ name, count: n }) => `${text(name)} ${n}`);
  const names = (assets: readonly Asset[]) => {
    const shown = assets.slice(0, NAMED).map(({ name }) => text(name));
    return assets.length > NAMED ? `${shown.join(t("list.comma"))}…` : shown.join(t("list.comma"));
  };
  return (
    <div className={styles.covers} aria-live="polite" data-testid="scope-covers" data-count={count}>
      <b className="number">{t(scope.loops.length > 0 ? "scope.coversAtMost" : "scope.covers", { n: count })}</b>
      {types.length > 0 && <span>{types.join(t("list.comma"))}</span>}
      {covered.length > 0 && <span className="quiet">{names(covered)}</span>}
      {inPart.length > 0 && <span>{t("scope.inPart", { names: names(inPart) })}</span>}
      {live.length + liveTypes.length > 0 && (
        <span className="severity-high">{t("scope.staysLive", { names: [...liveTypes, ...(live.length > 0 ? [names(live)] : [])].join(t("list.comma")) })}</span>
      )}
    </div>
  );
}
