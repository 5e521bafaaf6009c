import type { Outcome } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";

const RESULTS: readonly Outcome[] = ["real", "nothing_found", "false_alarm"];

interface ResultChipsProps {
  readonly choose: (outcome: Outcome) => void;
  readonly busy: boolean;
}

/** How it ended: one tap says it and completes the order. */
export function ResultChips({ choose, busy }: ResultChipsProps) {
  const { t, word } = useWords();
  return (
    <div className={styles.results} role="group" aria-label={t("phone.result")} data-testid="results">
      {RESULTS.map((outcome) => (
        <button key={outcome} type="button" className={styles.result} disabled={busy} onClick={() => choose(outcome)} data-testid={`result-${outcome}`}>
          {word("phone.result", outcome)}
        </button>
      ))}
    </div>
  );
}
