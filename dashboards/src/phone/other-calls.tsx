import type { CallOut } from "../api/schema";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./alarm-call.module.css";
import { rings } from "./calls";
import { useCallTitle } from "./use-call-title";

interface OtherCallsProps {
  readonly calls: readonly CallOut[];
  readonly shown: string;
  readonly show: (id: string) => void;
}

/** The other calls, to be swiped through; the one that is shown stays until its person chooses another. */
export function OtherCalls({ calls, shown, show }: OtherCallsProps) {
  const { t } = useWords();
  const titleOf = useCallTitle();
  const others = calls.filter(({ id }) => id !== shown);
  if (others.length === 0) return null;
  return (
    <nav className={styles.others} aria-label={t("phone.others")} data-testid="other-calls">
      <strong>{t("phone.more", { n: others.length })}</strong>
      <ul>
        {others.map((call) => (
          <li key={call.id}>
            <button type="button" onClick={() => show(call.id)} data-testid="other-call" data-call-id={call.id}>
              <SeverityMark severity={call.severity} wordless blinks={rings(call)} />
              <span>{titleOf(call)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
