import { Button } from "antd";

import type { AlarmDetail } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./verification-card.module.css";

interface CallFireBrigadeProps {
  readonly alarm: AlarmDetail;
  /** Call now; otherwise as soon as somebody sees flames or smoke. */
  readonly now: boolean;
}

/** A person dials 119; Steward gives the words. */
export function CallFireBrigade({ alarm, now }: CallFireBrigadeProps) {
  const { t, text } = useWords();
  const { sites } = useHere();
  const assets = useAssetNames();
  const site = sites.find(({ id }) => id === alarm.site);
  const place = assets.place(alarm.site, alarm.asset) || assets.name(alarm.site, alarm.asset);
  return (
    <div className={styles.call} data-testid="call-119">
      <span>{t(now ? "fire.callNow" : "fire.callWhen")}</span>
      {now && (
        <>
          <Button href="tel:119" size="large" danger data-testid="dial-119">
            {t("fire.dial")}
          </Button>
          <p className={styles.script}>{t("fire.script", { site: site === undefined ? alarm.site : text(site.name), place })}</p>
          <span className="quiet">{t("fire.scriptHint")}</span>
        </>
      )}
    </div>
  );
}
