import { Button, Empty, Skeleton } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { Icon } from "../icons/icon";
import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { useEventWords } from "./event-words";
import { OutsideTabs } from "./outside-tabs";
import { ShownOnce } from "./shown-once";
import { useSiteNames } from "./site-names";
import { useWebhooks } from "./use-webhooks";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookState } from "./webhook-state";

/** Who is told of every step. */
export default function WebhooksPage() {
  const { t } = useWords();
  const may = useMay("administer");
  const { data: page, error, refetch } = useWebhooks();
  const siteNames = useSiteNames();
  const eventWords = useEventWords();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Page
      title={t("outside.title")}
      actions={
        may && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)} data-testid="new-webhook">
            {t("outside.webhook.add")}
          </Button>
        )
      }
    >
      <OutsideTabs />
      <div data-testid="webhook-list" aria-busy={page === undefined && error === null}>
        {page === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : page.items.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("outside.webhook.none")}>
            <p className="quiet">{t("outside.webhook.noneHint")}</p>
          </Empty>
        ) : (
          <ul className={cardStyles.cards}>
            {page.items.map((webhook) => (
              <li key={webhook.id}>
                <Link to={`/outside/${webhook.id}`} className={cardStyles.card} data-testid="webhook-row">
                  <span className={cardStyles.line}>
                    <strong>{webhook.name}</strong>
                    <WebhookState webhook={webhook} />
                  </span>
                  <span>{webhook.url}</span>
                  <span className={cardStyles.line}>
                    <span className="quiet">
                      {webhook.events.map(eventWords).join(" · ")} — {siteNames(webhook.sites)}
                    </span>
                    <span className="quiet number">
                      {t("outside.webhook.counts", { delivered: webhook.delivered, waiting: webhook.waiting, failed: webhook.failed })}
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
      <WebhookDialog
        open={adding}
        webhook={null}
        close={(made) => {
          setAdding(false);
          setSecret(made);
        }}
      />
      <ShownOnce title={t("outside.secretTitle")} secret={secret} close={() => setSecret(null)} />
    </Page>
  );
}
