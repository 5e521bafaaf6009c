import { Button, Popconfirm, Typography } from "antd";

import type { Contact } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { CodeForm } from "./code-form";
import styles from "./contacts.module.css";
import { TestProgress } from "./test-progress";
import { useContactWrite } from "./use-contacts";
import { WayState } from "./way-state";

interface ContactRowProps {
  readonly contact: Contact;
  /** Put it before the one above; `null`: it is the first. */
  readonly moveUp: (() => void) | null;
}

/** One of my ways: what it is, whether it works, and how to find out. */
export function ContactRow({ contact, moveUp }: ContactRowProps) {
  const { t, text } = useWords();
  const write = useContactWrite();
  const { id, state, test } = contact;
  const doing = write.isPending ? write.variables.what : null;
  return (
    <li className={cardStyles.card} data-testid="contact" data-channel={contact.channel}>
      <span className={cardStyles.line}>
        <span className={styles.head}>
          <strong>{text(contact.name)}</strong>
          <span className="number">{contact.hint}</span>
          <Typography.Text
            type="secondary"
            editable={{ onChange: (label) => write.mutate({ what: "name", id, label }), maxLength: 40, tooltip: t("contacts.rename"), triggerType: ["icon"] }}
          >
            {contact.label}
          </Typography.Text>
        </span>
        <WayState state={state} />
      </span>
      {state === "failing" && contact.failing_since !== null && (
        <span className="severity-high">
          {t("contacts.failingSince")} <Moment at={contact.failing_since} />
        </span>
      )}
      {state !== "failing" && contact.checked_at !== null && (
        <span className="quiet">
          {t("contacts.cameThrough")} <Moment at={contact.checked_at} />
        </span>
      )}
      {state === "unverified" && <CodeForm id={id} hint={contact.hint} />}
      {test !== null && <TestProgress test={test} proves={contact.channel === "push"} />}
      <span className={styles.buttons}>
        {state !== "unverified" && state !== "off" && (
          <Button onClick={() => write.mutate({ what: "test", id })} loading={doing === "test"} data-testid="send-test">
            {t("contacts.sendTest")}
          </Button>
        )}
        {moveUp !== null && (
          <Button type="text" onClick={moveUp} data-testid="move-up">
            {t("contacts.moveUp")}
          </Button>
        )}
        <Popconfirm title={t("contacts.removeSure")} onConfirm={() => write.mutate({ what: "remove", id })} okButtonProps={{ "data-testid": "sure" }}>
          <Button type="text" loading={doing === "remove"} data-testid="remove">
            {t("contacts.remove")}
          </Button>
        </Popconfirm>
      </span>
    </li>
  );
}
