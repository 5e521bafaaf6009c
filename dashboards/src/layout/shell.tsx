import { Button } from "antd";
import { Suspense } from "react";
import { Outlet } from "react-router";

import { Icon } from "../icons/icon";
import { LagNotice } from "../ingest/lag-notice";
import { OfflineBar } from "../offline/offline-bar";
import { CallBar } from "../phone/call-bar";
import { UpdateBar } from "../phone/update-bar";
import { useWords } from "../messages/language-context";
import { withTexts } from "../messages/translate";
import { useDrillsNow } from "../drills/use-drills";
import { RunBanner } from "../emergency/runs/run-banner";
import { useRunsUnderWay } from "../emergency/runs/use-runs";
import { useHere } from "../sites/site-context";
import { SiteSwitch } from "../sites/site-switch";
import { BottomBar } from "./bottom-bar";
import { ConnectionBar } from "./connection-bar";
import { ConnectionState } from "./connection-state";
import { FirstLoad } from "./first-load";
import { LanguageSwitch } from "./language-switch";
import { lazyOnDemand } from "./lazy-part";
import styles from "./shell.module.css";
import { SideMenu } from "./side-menu";
import { ThemeSwitch } from "./theme-switch";
import { useBadges } from "./use-badges";
import { useDialog } from "./use-dialog";
import { useGlobalKeys } from "./use-global-keys";
import { useNarrow } from "./use-media";

// What opens on demand is fetched then: on a phone the first page comes sooner.
const KeyboardHelp = lazyOnDemand(async () => (await withTexts(import("./keyboard-help"))).KeyboardHelp);
const MoreDrawer = lazyOnDemand(async () => (await withTexts(import("./more-drawer"))).MoreDrawer);
const PersonMenu = lazyOnDemand(async () => (await withTexts(import("./person-menu"))).PersonMenu);
const DrillFrame = lazyOnDemand(async () => (await withTexts(import("../drills/drill-frame"))).DrillFrame);
const QuickFind = lazyOnDemand(async () => (await withTexts(import("./quick-find"))).QuickFind);

/** The frame of every page: the way around, the state of the connection, the page itself. */
export function Shell() {
  const { t } = useWords();
  const narrow = useNarrow();
  const badges = useBadges();
  const { site } = useHere();
  const { runs, asked } = useRunsUnderWay(site.id);
  const drills = useDrillsNow();
  const more = useDialog();
  const help = useDialog();
  const finding = useDialog();
  useGlobalKeys(help.show, finding.show);
  return (
    <div className={narrow ? styles.narrow : styles.wide}>
      <a href="#page" className={styles.skip}>
        {t("nav.skip")}
      </a>
      {!narrow && <SideMenu badges={badges} />}
      <div className={styles.column}>
        <header className={styles.top}>
          <SiteSwitch />
          <span className={styles.space} />
          <Button type="text" icon={<Icon name="search" />} aria-label={t("board.find.open")} title={t("board.find.open")} onClick={finding.show} data-testid="find" />
          <LagNotice />
          <ConnectionState />
          {!narrow && (
            <>
              <LanguageSwitch />
              <ThemeSwitch />
              <Suspense fallback={null}>
                <PersonMenu showHelp={help.show} />
              </Suspense>
            </>
          )}
        </header>
        <ConnectionBar />
        <OfflineBar />
        {drills.length > 0 && (
          <Suspense fallback={null}>
            <DrillFrame drills={drills} />
          </Suspense>
        )}
        <CallBar />
        {runs.length > 0 && <RunBanner runs={runs} />}
        <UpdateBar />
        {/* What stands above the page is there before the page is seen: nothing moves under a thumb. */}
        <main id="page" className={asked ? styles.page : `${styles.page} ${styles.unseen}`} tabIndex={-1}>
          <Suspense fallback={<FirstLoad />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {narrow && <BottomBar badges={badges} openMore={more.show} />}
      <Suspense fallback={null}>
        {more.open && <MoreDrawer open close={more.close} />}
        {finding.open && <QuickFind open close={finding.close} />}
        {help.open && <KeyboardHelp open close={help.close} />}
      </Suspense>
    </div>
  );
}
