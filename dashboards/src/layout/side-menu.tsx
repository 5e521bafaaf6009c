import { NavLink } from "react-router";

import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { destinations, leadsThere } from "./navigation";
import styles from "./side-menu.module.css";

export function SideMenu({ badges }: { readonly badges: Readonly<Record<string, number>> }) {
  const { t } = useWords();
  const { me } = useHere();
  return (
    <nav className={styles.menu} aria-label={t("nav.label")}>
      <div className={styles.brand}>
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>{t("app.name")}</span>
      </div>
      <ul>
        {destinations
          .filter((destination) => leadsThere(destination, me))
          .map(({ path, label, icon }) => (
            <li key={path}>
              <NavLink to={path} end={path === "/"} className={({ isActive }) => `${styles.item} ${isActive ? styles.here : ""}`}>
                <Icon name={icon} />
                <span className={styles.label}>{t(label)}</span>
                {(badges[path] ?? 0) > 0 && <span className={styles.badge}>{badges[path]}</span>}
              </NavLink>
            </li>
          ))}
      </ul>
    </nav>
  );
}
