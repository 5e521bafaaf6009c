import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import type { Alarm, Post } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { DrillFrame } from "../drills/drill-frame";
import { useDrillsNow } from "../drills/use-drills";
import { isWriting } from "../layout/use-global-keys";
import { useWords } from "../messages/language-context";
import { useWakeLock } from "../phone/use-wake-lock";
import { useHere, useZone } from "../sites/site-context";
import { useNow } from "../time/clock";
import { wallOf } from "../time/wall-clock";
import { BlindBar } from "./blind-bar";
import { ConfirmSeen } from "./confirm-seen";
import { languagesOf, spoken, unseen } from "./spoken";
import { useAnnouncer } from "./use-announcer";
import { useAwake } from "./use-awake";
import { useNewVersion } from "./use-new-version";
import { usePosts, useTouch, useWall, useWallAlarms, useWallOrders, useWatch } from "./use-wall";
import { WallAlarms } from "./wall-alarms";
import { WallFoot } from "./wall-foot";
import { WallHead } from "./wall-head";
import { WallNotices } from "./wall-notices";
import { type WallChoice, WallSettings } from "./wall-settings";
import styles from "./wall.module.css";
import { watchChanges } from "./watch-changes";

const JUST_TOUCHED_MS = 60_000;
/** Hours of the site in which a calm screen is dimmed. */
const NIGHT = { from: 22, until: 6 };

/** What is wrong, since when, who is on it; said aloud until somebody acknowledges it. */
export function WallScreen({ stands }: { readonly stands: () => void }) {
  const { t } = useWords();
  const { site } = useHere();
  const zone = useZone();
  const now = useNow();
  const [params, setParams] = useSearchParams();
  const choice: WallChoice = { screen: params.get("screen") ?? "wall", post: (params.get("post") ?? "control_room") as Post, say: params.get("say") ?? "zh" };
  const alarms = useWallAlarms(site.id);
  const orders = useWallOrders(site.id);
  const drills = useDrillsNow().filter((drill) => drill.site === site.id);
  const { data: wall } = useWall(site.id, choice.screen);
  const watched = wall?.watched ?? false;
  const watch = useWatch(site.id, choice.screen);
  const { data: posts } = usePosts(site.id);
  const assets = useAssetNames();
  const touchedAt = useTouch(site.id, choice.screen, choice.post, wall?.may_acknowledge === true);
  const awake = useAwake();
  const [asking, ask] = useState<Alarm | null>(null);
  const [setting, set] = useState(false);

  useWakeLock(true);
  const arrived = useEffectEvent(stands);
  useEffect(() => arrived(), []);

  const lines = useMemo(
    () =>
      spoken(alarms ?? [], (alarm) => {
        const asset = assets.get(alarm.site, alarm.asset);
        return asset === undefined ? { zh: "", en: "" } : asset.place;
      }),
    [alarms, assets],
  );
  const languages = useMemo(() => languagesOf(choice.say), [choice.say]);
  const announcer = useAnnouncer(lines, languages);

  const calm = alarms?.every((alarm) => !unseen(alarm)) ?? false;
  useNewVersion(() => calm && asking === null && Date.now() - touchedAt() > JUST_TOUCHED_MS);
  const hour = Number(wallOf(now, zone).slice(11, 13));
  const dim = calm && !awake && (hour >= NIGHT.from || hour < NIGHT.until);

  const first = alarms?.find(unseen) ?? null;
  const mayAcknowledge = wall?.may_acknowledge === true;
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || asking !== null || setting) return;
    const onButton = event.target instanceof HTMLElement && event.target.closest("button, a") !== null;
    if (event.key.toLowerCase() === "f") void toggleFullScreen();
    else if (event.key === "Enter" && !onButton && first !== null && mayAcknowledge) {
      event.preventDefault();
      ask(first);
    }
  });
  useEffect(() => {
    const heard = (event: KeyboardEvent) => pressed(event);
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);

  return (
    <div className={[styles.wall, awake ? "" : styles.still, dim ? styles.dim : ""].join(" ")} data-testid="wall" data-calm={calm} data-dim={dim}>
      <h1 className="visually-hidden">{t("wall.title")}</h1>
      <DrillFrame drills={drills} watched />
      <BlindBar />
      <WallHead wall={wall} settings={() => set(true)} fullScreen={() => void toggleFullScreen()} awake={awake} />
      <WallNotices wall={wall} announcer={announcer} />
      <main className={styles.main}>
        <WallAlarms alarms={alarms} orders={orders} ask={mayAcknowledge ? ask : null} />
      </main>
      <WallFoot posts={posts ?? []} />
      {asking !== null && <ConfirmSeen alarm={alarms?.find(({ id }) => id === asking.id) ?? asking} done={() => ask(null)} />}
      {setting && (
        <WallSettings
          choice={choice}
          watched={watched}
          mayWatch={mayAcknowledge}
          close={() => set(false)}
          save={(chosen) => {
            if (mayAcknowledge) for (const wish of watchChanges(watched ? choice : null, chosen)) watch.mutate(wish);
            setParams({ screen: chosen.screen, post: chosen.post, say: chosen.say }, { replace: true });
            set(false);
          }}
        />
      )}
    </div>
  );
}

async function toggleFullScreen(): Promise<void> {
  // Safari on phones has none, and a browser may refuse.
  const page = document.documentElement as Partial<Pick<HTMLElement, "requestFullscreen">>;
  await (document.fullscreenElement === null ? page.requestFullscreen?.call(document.documentElement) : document.exitFullscreen())?.catch(() => undefined);
}
