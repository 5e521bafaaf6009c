import { useEffect } from "react";

import { readySound } from "../live/beep";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./alarm-call.module.css";
import { useLargeType } from "./large-type";
import { LeaveCall } from "./leave-call";
import { canReadAloud, hush, readAloud } from "./read-aloud";
import { useSoundReady } from "./use-ringing";

interface CallHeadProps {
  readonly severity: string;
  readonly ringing: boolean;
  /** What is read aloud. */
  readonly words: string;
  readonly silence: () => void;
  readonly close: () => void;
}

/** How serious, and what the ears get: sound, voice, silence. */
export function CallHead({ severity, ringing, words, silence, close }: CallHeadProps) {
  const { t, language } = useWords();
  const [large, setLarge] = useLargeType();
  const audible = useSoundReady();
  useEffect(() => hush, []);
  return (
    <header className={`${styles.head} ${styles[severity] ?? ""}`}>
      <span className={styles.severity}>
        <SeverityMark severity={severity} blinks={ringing} />
      </span>
      {ringing && !audible && (
        <button type="button" className={styles.tool} onClick={readySound} data-testid="allow-sound">
          <Icon name="aloud" /> {t("phone.allowSound")}
        </button>
      )}
      {ringing && audible && (
        <button type="button" className={styles.tool} onClick={silence} data-testid="silence">
          <Icon name="mute" /> {t("phone.silence")}
        </button>
      )}
      {canReadAloud() && (
        <button type="button" className={styles.tool} aria-label={t("phone.readAloud")} title={t("phone.readAloud")} onClick={() => readAloud(words, language)} data-testid="read-aloud">
          <Icon name="aloud" />
        </button>
      )}
      <button type="button" className={styles.tool} aria-label={t("phone.largeType")} title={t("phone.largeType")} aria-pressed={large} onClick={() => setLarge(!large)} data-testid="large-type">
        <Icon name="letters" />
      </button>
      <LeaveCall close={close} />
    </header>
  );
}
