import { Button, Dropdown } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { session } from "../api/session";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { recall, remember } from "./preferences";

/** Who is signed in, the sound, the way out. */
export function PersonMenu({ showHelp }: { readonly showHelp: () => void }) {
  const { t, word } = useWords();
  const { me } = useHere();
  const [sound, setSound] = useState(() => recall("sound") !== "off");
  const role = word("role", me.role);
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", disabled: true, label: me.department === null ? role : `${role} · ${word("department", me.department)}` },
          { type: "divider" },
          {
            key: "sound",
            label: sound ? t("person.soundOn") : t("person.soundOff"),
            onClick: () => {
              remember("sound", sound ? "off" : "on");
              setSound(!sound);
            },
          },
          { key: "contacts", label: <Link to="/me/contacts">{t("contacts.title")}</Link> },
          { key: "help", label: t("help.title"), onClick: showHelp },
          { type: "divider" },
          { key: "out", label: <span data-testid="sign-out">{t("person.signOut")}</span>, onClick: () => void session.signOut() },
        ],
      }}
    >
      <Button type="text" icon={<Icon name="person" />} data-testid="person">
        {me.name}
      </Button>
    </Dropdown>
  );
}
