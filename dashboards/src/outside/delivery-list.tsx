import { Button, Empty, Segmented, Skeleton, Tag } from "antd";
import { useState } from "react";

import type { Sending, Webhook, WebhookDelivery } from "../api/schema";
import cardStyles from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import { errorWords } from "./error-words";
import { useEventWords } from "./event-words";
import { useDeliveries, useWebhookWrite } from "./use-webhooks";

const COLOURS: Readonly<Record<Sending, string>> = { waiting: "processing", delivered: "success", failed: "error" };
const STATES: readonly Sending[] = ["waiting", "failed", "delivered"];

/** What was and will be sent to an endpoint, newest first. */
export function DeliveryList({ webhook }: { readonly webhook: Webhook }) {
  const { t, word } = useWords();
  const [state, setState] = useState<Sending | "">("");
  const { data: pages, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDeliveries(webhook.id, state === "" ? null : state);
  const items = pages?.pages.flatMap((page) => page.items);
  return (
    <section>
      <div className={cardStyles.line} style={{ alignItems: "center", marginBottom: 8 }}>
        <h2>{t("outside.webhook.log")}</h2>
        <Segmented
          value={state}
          onChange={setState}
          options={[{ value: "" as const, label: t("outside.webhook.anyState") }, ...STATES.map((each) => ({ value: each, label: word("outside.state", each) }))]}
        />
      </div>
      <div data-testid="delivery-list" aria-busy={items === undefined && error === null}>
        {items === undefined ? (
          error === null ? (
            <Skeleton active paragraph={{ rows: 4 }} />
          ) : (
            <Failure error={error} retry={() => void refetch()} />
          )
        ) : items.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("outside.webhook.logNone")} />
        ) : (
          <ul className={cardStyles.cards}>
            {items.map((delivery) => (
              <DeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <div style={{ textAlign: "center", padding: 16 }}>
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t("list.more")}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function DeliveryRow({ webhook, delivery }: { readonly webhook: Webhook; readonly delivery: WebhookDelivery }) {
  const { t, word } = useWords();
  const may = useMay("administer");
  const eventWords = useEventWords();
  const write = useWebhookWrite();
  const said = delivery.error === null ? null : errorWords(delivery.error);
  return (
    <li className={cardStyles.card} data-testid="delivery-row" data-state={delivery.state}>
      <span className={cardStyles.line}>
        <span>
          <Tag color={COLOURS[delivery.state]}>{word("outside.state", delivery.state)}</Tag>
          {eventWords(delivery.type)}
        </span>
        <Moment at={delivery.created_at} />
      </span>
      <span className={cardStyles.line}>
        <span className="quiet">
          {t("outside.delivery.tries", { n: delivery.attempts })}
          {delivery.error !== null ? ` · ${said === null ? delivery.error : t(said.key, said.values)}` : delivery.status !== null ? ` · ${t("outside.delivery.answered", { status: delivery.status })}` : ""}
          {delivery.next_at !== null && delivery.attempts > 0 && (
            <>
              {` · ${t("outside.delivery.next")} `}
              <Moment at={delivery.next_at} />
            </>
          )}
        </span>
        {may && webhook.active && (
          <Button
            size="small"
            loading={write.isPending}
            onClick={() => write.mutate({ what: "resend", webhook, delivery: delivery.id })}
            data-testid="resend"
          >
            {t("outside.delivery.again")}
          </Button>
        )}
      </span>
    </li>
  );
}
