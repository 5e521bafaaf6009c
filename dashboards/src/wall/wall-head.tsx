import { Button } from "antd";
import { Link } from "react-router";

import type { Wall } from "../api/schema";
import { LagNotice } from "../ingest/lag-notice";
import { ConnectionState } from "../layout/connection-state";
import { useWords } from "../messages/language-context";
import { useHere, useZone } from "../sites/site-context";
import { useNow } from "../time/clock";
import { longDay, timeOfDay } from "../time/format";
import styles from "./wall.module.css";

interface WallHeadProps {
  readonly wall: Wall | undefined;
  readonly settings: () => void;
  readonly fullScreen: () => void;
  /** Whether somebody is at the screen: only then there are buttons. */
  readonly awake: boolean;
}

/** Where and when this is, whether somebody is here, whether the page is alive. */
export function WallHead({ wall, settings, fullScreen, awake }: WallHeadProps) {
  const { t, text, language } = useWords();
  const { site } = useHere();
  const zone = useZone();
  const now = useNow();
  return (
    <header className={styles.head}>
      <div className={styles.site}>
        <strong>{text(site.name)}</strong>
        <span className="quiet">{longDay(now, zone, language)}</span>
      </div>
      <div className={styles.states}>
        {wall !== undefined && (
          <span className={wall.attended ? styles.attended : styles.unattended} data-testid="attended" data-attended={wall.attended}>
            {t(wall.attended ? "wall.attended" : wall.may_acknowledge ? "wall.unattended" : "wall.onlyLooks")}
          </span>
        )}
        <ConnectionState />
        <LagNotice />
        {awake && (
          <span className={styles.tools}>
            <Button onClick={fullScreen}>{t("wall.fullScreen")}</Button>
            <Button onClick={settings} data-testid="wall-settings">
              {t("wall.settings")}
            </Button>
            <Link to="/">{t("wall.leave")}</Link>
          </span>
        )}
      </div>
      <time className={`${styles.clock} number`} dateTime={new Date(now).toISOString()}>
        {timeOfDay(now, zone, language)}
      </time>
    </header>
  );
}
