import { useStreamState } from "../live/live-context";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { timeOfDay } from "../time/format";
import styles from "./wall.module.css";

/** A break this short needs no words. */
const HARDLY_A_BREAK_MS = 4_000;

/** The screen sees nothing any more: since when, so large that nobody takes the rest for true. */
export function BlindBar() {
  const { t, language } = useWords();
  const zone = useZone();
  const now = useNow();
  const { phase, lostSince } = useStreamState();
  if (phase !== "lost" || lostSince === null || now - lostSince < HARDLY_A_BREAK_MS) return null;
  const length = lasting(now - lostSince);
  return (
    <div className={styles.blind} role="alert" data-testid="blind">
      <strong>{t("wall.blind", { since: timeOfDay(lostSince, zone, language) })}</strong>
      <span>{t("wall.blindFor", { length: t(length.key, length.values) })}</span>
    </div>
  );
}
