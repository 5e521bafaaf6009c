import { NavLink } from "react-router";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import styles from "./bottom-bar.module.css";
import { bottomPlaces } from "./bottom-places";

interface BottomBarProps {
  readonly badges: Readonly<Record<string, number>>;
  readonly openMore: () => void;
}

/** A phone's way around: within reach of one thumb. */
export function BottomBar({ badges, openMore }: BottomBarProps) {
  const { t } = useWords();
  const { me } = useHere();
  return (
    <nav className={styles.bar} aria-label={t("nav.label")}>
      {bottomPlaces(me).map(({ path, label, icon }) => (
        <NavLink key={path} to={path} end={path === "/"} className={({ isActive }) => `${styles.item} ${isActive ? styles.here : ""}`}>
          <span className={styles.icon}>
            <Icon name={icon} size={1.5} />
            {(badges[path] ?? 0) > 0 && <span className={styles.badge}>{badges[path]}</span>}
          </span>
          {t(label)}
        </NavLink>
      ))}
      <button type="button" className={styles.item} onClick={openMore} data-testid="more">
        <Icon name="more" size={1.5} />
        {t("nav.more")}
      </button>
    </nav>
  );
}
