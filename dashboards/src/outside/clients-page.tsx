import { Button, Empty, Popconfirm, Skeleton, Tag } from "antd";
import { useState } from "react";

import type { ApiClient } from "../api/schema";
import { Icon } from "../icons/icon";
import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { ClientDialog } from "./client-dialog";
import { OutsideTabs } from "./outside-tabs";
import { ShownOnce } from "./shown-once";
import { useSiteNames } from "./site-names";
import { useClients, useClientWrite } from "./use-clients";

/** Machines that may open orders. */
export default function ClientsPage() {
  const { t } = useWords();
  const may = useMay("administer");
  const { data: page, error, refetch } = useClients();
  const [adding, setAdding] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  return (
    <Page
      title={t("outside.title")}
      actions={
        may && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)} data-testid="new-client">
            {t("outside.client.add")}
          </Button>
        )
      }
    >
      <OutsideTabs />
      <div data-testid="client-list" aria-busy={page === undefined && error === null}>
        {page === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : page.items.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("outside.client.none")}>
            <p className="quiet">{t("outside.client.noneHint")}</p>
          </Empty>
        ) : (
          <ul className={cardStyles.cards}>
            {page.items.map((client) => (
              <ClientRow key={client.id} client={client} />
            ))}
          </ul>
        )}
      </div>
      <ClientDialog
        open={adding}
        close={(made) => {
          setAdding(false);
          setKey(made);
        }}
      />
      <ShownOnce title={t("outside.keyTitle")} secret={key} hint={t("outside.client.how")} close={() => setKey(null)} />
    </Page>
  );
}

function ClientRow({ client }: { readonly client: ApiClient }) {
  const { t } = useWords();
  const may = useMay("administer");
  const siteNames = useSiteNames();
  const write = useClientWrite();
  return (
    <li className={`${cardStyles.card} ${client.revoked_at === null ? "" : cardStyles.gone}`} data-testid="client-row">
      <span className={cardStyles.line}>
        <strong>{client.name}</strong>
        <span className="quiet">
          <code>{client.hint}…</code>
        </span>
      </span>
      <span className={cardStyles.line}>
        <span className="quiet">
          {siteNames(client.sites)} ·{" "}
          {client.last_used_at === null ? (
            t("outside.client.never")
          ) : (
            <>
              {t("outside.client.used")} <Moment at={client.last_used_at} />
            </>
          )}
        </span>
        {client.revoked_at !== null ? (
          <Tag>{t("outside.client.revoked")}</Tag>
        ) : (
          may && (
            <Popconfirm
              title={t("outside.client.revokeSure")}
              onConfirm={() => write.mutate({ what: "revoke", id: client.id })}
              okButtonProps={{ "data-testid": "sure" }}
            >
              <Button size="small" loading={write.isPending} data-testid="revoke">
                {t("outside.client.revoke")}
              </Button>
            </Popconfirm>
          )
        )}
      </span>
    </li>
  );
}
