import { Drawer } from "antd";
import { NavLink } from "react-router";

import { session } from "../api/session";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { LanguageSwitch } from "./language-switch";
import styles from "./more-drawer.module.css";
import { bottomPlaces } from "./bottom-places";
import { destinations, leadsThere } from "./navigation";
import { ThemeSwitch } from "./theme-switch";

interface MoreDrawerProps {
  readonly open: boolean;
  readonly close: () => void;
}

/** On a phone: what does not fit on the bottom bar. */
export function MoreDrawer({ open, close }: MoreDrawerProps) {
  const { t, word } = useWords();
  const { me } = useHere();
  const onBar = bottomPlaces(me);
  return (
    <Drawer placement="bottom" size="default" open={open} onClose={close} title={`${me.name} · ${word("role", me.role)}`} styles={{ body: { padding: 8 } }}>
      <ul>
        {destinations
          .filter((destination) => !onBar.some(({ path }) => path === destination.path) && leadsThere(destination, me))
          .map(({ path, label, icon }) => (
            <li key={path}>
              <NavLink to={path} className={styles.item} onClick={close}>
                <Icon name={icon} /> {t(label)}
              </NavLink>
            </li>
          ))}
        <li>
          <NavLink to="/me/contacts" className={styles.item} onClick={close} data-testid="my-contacts">
            <Icon name="aloud" /> {t("contacts.title")}
          </NavLink>
        </li>
        <li className={styles.item}>
          <LanguageSwitch />
          <ThemeSwitch />
        </li>
        <li>
          <button type="button" className={styles.item} onClick={() => void session.signOut()} data-testid="sign-out">
            {t("person.signOut")}
          </button>
        </li>
      </ul>
    </Drawer>
  );
}
