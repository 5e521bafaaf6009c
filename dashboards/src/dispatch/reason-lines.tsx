import type { DispatchReason } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./dispatch.module.css";

/** Why somebody, or why not: one line for each factor, what hinders first. */
export function ReasonLines({ reasons }: { readonly reasons: readonly DispatchReason[] }) {
  const { text, word } = useWords();
  return (
    <ul className={styles.reasons} data-testid="reasons">
      {reasons.map((reason, place) => (
        <li key={`${reason.factor}-${place}`} className={reason.hindrance ? "severity-high" : undefined} data-factor={reason.factor}>
          <span className="quiet">{word("dispatch.factor", reason.factor)}</span> {text(reason.text)}
        </li>
      ))}
    </ul>
  );
}
