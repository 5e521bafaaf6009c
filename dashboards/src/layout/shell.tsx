import { Button } from "antd";
import { Suspense, useState } from "react";
import { Outlet } from "react-router";

import { Icon } from "../icons/icon";
import { LagNotice } from "../ingest/lag-notice";
import { useWords } from "../messages/language-context";
import { SiteSwitch } from "../sites/site-switch";
import { BottomBar } from "./bottom-bar";
import { ConnectionBar } from "./connection-bar";
import { ConnectionState } from "./connection-state";
import { FirstLoad } from "./first-load";
import { KeyboardHelp } from "./keyboard-help";
import { LanguageSwitch } from "./language-switch";
import { MoreDrawer } from "./more-drawer";
import { PersonMenu } from "./person-menu";
import styles from "./shell.module.css";
import { QuickFind } from "./quick-find";
import { SideMenu } from "./side-menu";
import { ThemeSwitch } from "./theme-switch";
import { useBadges } from "./use-badges";
import { useGlobalKeys } from "./use-global-keys";
import { useNarrow } from "./use-media";

/** The frame of every page: the way around, the state of the connection, the page itself. */
export function Shell() {
  const { t } = useWords();
  const narrow = useNarrow();
  const badges = useBadges();
  const [more, setMore] = useState(false);
  const [help, setHelp] = useState(false);
  const [finding, find] = useState(false);
  useGlobalKeys(
    () => setHelp(true),
    () => find(true),
  );
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
          <Button type="text" icon={<Icon name="search" />} aria-label={t("board.find.open")} title={t("board.find.open")} onClick={() => find(true)} data-testid="find" />
          <LagNotice />
          <ConnectionState />
          {!narrow && (
            <>
              <LanguageSwitch />
              <ThemeSwitch />
              <PersonMenu showHelp={() => setHelp(true)} />
            </>
          )}
        </header>
        <ConnectionBar />
        <main id="page" className={styles.page} tabIndex={-1}>
          <Suspense fallback={<FirstLoad />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      {narrow && <BottomBar badges={badges} openMore={() => setMore(true)} />}
      <MoreDrawer open={more} close={() => setMore(false)} />
      <QuickFind open={finding} close={() => find(false)} />
      <KeyboardHelp open={help} close={() => setHelp(false)} />
    </div>
  );
}
