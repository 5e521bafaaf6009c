import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import styles from "./verification-card.module.css";

/** Minutes and seconds until silence counts as fire. */
export function VerifyCountdown({ until }: { readonly until: string }) {
  const { t } = useWords();
  const left = Math.max(0, Math.ceil((Date.parse(until) - useNow()) / 1_000));
  const words = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return (
    <span className={`number ${styles.left} severity-critical`} role="timer" aria-label={t("fire.left", { time: words })} data-testid="verify-countdown">
      {words}
    </span>
  );
}
