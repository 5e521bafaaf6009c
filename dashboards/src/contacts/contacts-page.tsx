import { Alert, Button, Empty, Skeleton } from "antd";
import { useState } from "react";

import type { Contact } from "../api/schema";
import { Icon } from "../icons/icon";
import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { AddContactDialog } from "./add-contact-dialog";
import { BrowserCard } from "./browser-card";
import { ContactRow } from "./contact-row";
import styles from "./contacts.module.css";
import { useContactChannels, useContactWrite, useMyContacts } from "./use-contacts";

/** How I am reached (通知方式): my ways, whether they work, and one more. */
export default function ContactsPage() {
  const { t } = useWords();
  const { data: page, error, refetch } = useMyContacts();
  const { data: channels } = useContactChannels();
  const [adding, setAdding] = useState(false);
  const mine = channels?.items.filter((channel) => channel.added_by_self && channel.channel !== "push") ?? [];
  return (
    <Page
      title={t("contacts.title")}
      actions={
        mine.length > 0 && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)} data-testid="add-contact">
            {t("contacts.add")}
          </Button>
        )
      }
    >
      <p className="quiet">{t("contacts.what")}</p>
      <div className={styles.columns}>
        <div className={styles.main} data-testid="contact-list" aria-busy={page === undefined && error === null}>
          {page === undefined ? (
            error === null ? (
              <Skeleton active paragraph={{ rows: 4 }} />
            ) : (
              <Failure error={error} retry={() => void refetch()} />
            )
          ) : (
            <MyWays items={page.items} />
          )}
        </div>
        <div className={styles.side}>
          <BrowserCard primary={mine.length === 0} />
        </div>
      </div>
      <AddContactDialog open={adding} close={() => setAdding(false)} channels={mine} />
    </Page>
  );
}

function MyWays({ items }: { readonly items: readonly Contact[] }) {
  const { t } = useWords();
  const write = useContactWrite();
  if (items.length === 0) {
    return (
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("contacts.none")}>
        <p className="quiet">{t("contacts.noneHint")}</p>
      </Empty>
    );
  }

  function moveUp(place: number) {
    const ids = items.map(({ id }) => id);
    const [moved] = ids.splice(place, 1);
    if (moved !== undefined) ids.splice(place - 1, 0, moved);
    write.mutate({ what: "order", ids });
  }

  const reachable = items.some(({ state }) => state === "works" || state === "unproven");
  return (
    <>
      {!reachable && <Alert type="warning" showIcon title={t("contacts.unreachable")} data-testid="unreachable" />}
      <ul className={cardStyles.cards}>
        {items.map((contact, place) => (
          <ContactRow key={contact.id} contact={contact} moveUp={place === 0 ? null : () => moveUp(place)} />
        ))}
      </ul>
    </>
  );
}
