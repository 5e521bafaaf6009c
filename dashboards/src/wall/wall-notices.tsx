import type { Wall } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { useNow } from "../time/clock";
import { shortMoment } from "../time/format";
import type { Announcer } from "./use-announcer";
import styles from "./wall.module.css";

interface WallNoticesProps {
  readonly wall: Wall | undefined;
  readonly announcer: Announcer;
}

/** What this screen cannot do right now: reach phones, speak, be heard. */
export function WallNotices({ wall, announcer }: WallNoticesProps) {
  const { t, text, word, language } = useWords();
  const zone = useZone();
  const now = useNow(60);
  const { audible, voiceless } = announcer;
  const between = language === "zh" ? "、" : ", ";
  return (
    <div className={styles.notices} role="status">
      {wall?.stuck != null && (
        <p className={styles.stuck} data-testid="stuck">
          {t("wall.stuck", { since: shortMoment(Date.parse(wall.stuck.since), now, zone, language), channels: wall.stuck.channels.map(text).join(between) })}
        </p>
      )}
      {wall?.absence != null && (
        <p className={styles.stuck} data-testid="wall-absence" data-kind={wall.absence.kind}>
          {t(`wall.absence.${wall.absence.kind}`, { since: shortMoment(Date.parse(wall.absence.since), now, zone, language), told: shortMoment(Date.parse(wall.absence.told_at), now, zone, language) })}
        </p>
      )}
      {!audible && (
        <p className={styles.silent} data-testid="silent">
          {t("wall.silent")}
        </p>
      )}
      {voiceless.length > 0 && (
        <p className="quiet" data-testid="voiceless">
          {t("wall.voiceless", { languages: voiceless.map((tag) => word("wall.say", tag)).join(between) })}
        </p>
      )}
    </div>
  );
}
