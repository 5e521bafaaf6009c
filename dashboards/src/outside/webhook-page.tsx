import { App, Button, Descriptions, Popconfirm, Skeleton } from "antd";
import { useState } from "react";
import { useParams } from "react-router";

import actionStyles from "../layout/actions.module.css";
import factStyles from "../layout/facts.module.css";
import { Failure } from "../layout/failure";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { DeliveryList } from "./delivery-list";
import { useEventWords } from "./event-words";
import { ShownOnce } from "./shown-once";
import { useSiteNames } from "./site-names";
import { useWebhook, useWebhookWrite } from "./use-webhooks";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookState } from "./webhook-state";

/** One endpoint: what it is told, how that goes, and its log. */
export default function WebhookPage() {
  const { id = "" } = useParams();
  const { t } = useWords();
  const { message } = App.useApp();
  const may = useMay("administer");
  const nameOf = usePersonName();
  const siteNames = useSiteNames();
  const eventWords = useEventWords();
  const { data: webhook, error, refetch } = useWebhook(id);
  const write = useWebhookWrite();
  const [changing, setChanging] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);

  if (webhook === undefined) {
    return (
      <Page title={t("outside.webhooks")}>{error === null ? <Skeleton active /> : <Failure error={error} retry={() => void refetch()} />}</Page>
    );
  }

  return (
    <Page
      title={webhook.name}
      actions={
        <LinkButton icon="back" to="/outside">
          {t("outside.webhooks")}
        </LinkButton>
      }
    >
      <Descriptions
        className={factStyles.facts}
        size="small"
        bordered
        column={{ xs: 1, sm: 1, md: 2 }}
        items={[
          { key: "state", label: t("orders.state"), children: <WebhookState webhook={webhook} /> },
          { key: "url", label: t("outside.webhook.url"), children: <span style={{ overflowWrap: "anywhere" }}>{webhook.url}</span> },
          { key: "events", label: t("outside.webhook.events"), children: webhook.events.map(eventWords).join(" · ") },
          { key: "sites", label: t("outside.sites"), children: siteNames(webhook.sites) },
          {
            key: "counts",
            label: t("outside.webhook.log"),
            children: t("outside.webhook.counts", { delivered: webhook.delivered, waiting: webhook.waiting, failed: webhook.failed }),
          },
          {
            key: "made",
            label: nameOf(webhook.created_by),
            children: <Moment at={webhook.created_at} />,
          },
        ]}
      />
      {may && (
        <div className={actionStyles.actions}>
          {webhook.active ? (
            <Button
              type="primary"
              loading={write.isPending && write.variables.what === "test"}
              onClick={() => write.mutate({ what: "test", webhook }, { onSuccess: () => void message.success(t("outside.webhook.tested")) })}
              data-testid="webhook-test"
            >
              {t("outside.webhook.test")}
            </Button>
          ) : (
            <Button type="primary" loading={write.isPending} onClick={() => write.mutate({ what: "on", webhook })} data-testid="webhook-on">
              {t("outside.webhook.switchOn")}
            </Button>
          )}
          <Button onClick={() => setChanging(true)} data-testid="webhook-change">
            {t("outside.webhook.change")}
          </Button>
          <Popconfirm
            title={t("outside.webhook.renewSure")}
            onConfirm={() => write.mutate({ what: "secret", webhook }, { onSuccess: setSecret })}
            okButtonProps={{ "data-testid": "sure" }}
          >
            <Button data-testid="webhook-secret">{t("outside.webhook.renew")}</Button>
          </Popconfirm>
          {webhook.active && (
            <Popconfirm
              title={t("outside.webhook.switchOffSure")}
              onConfirm={() => write.mutate({ what: "off", webhook })}
              okButtonProps={{ "data-testid": "sure" }}
            >
              <Button data-testid="webhook-off">{t("outside.webhook.switchOff")}</Button>
            </Popconfirm>
          )}
        </div>
      )}
      <DeliveryList webhook={webhook} />
      <WebhookDialog open={changing} webhook={webhook} close={() => setChanging(false)} />
      <ShownOnce title={t("outside.secretTitle")} secret={secret} close={() => setSecret(null)} />
    </Page>
  );
}
