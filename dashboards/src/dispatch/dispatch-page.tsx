import { Alert, Button, Empty, Segmented, Skeleton } from "antd";
import { useState } from "react";

import type { DispatchProposal, WorkOrder } from "../api/schema";
import { Failure } from "../layout/failure";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { ChoosePersonDialog } from "./choose-person-dialog";
import styles from "./dispatch.module.css";
import { OnDutyList } from "./on-duty-list";
import { useGive, useProposal } from "./use-dispatch";
import { WaitingCard } from "./waiting-card";

type Side = "orders" | "people";

/** The dispatcher's board: what waits, who is there, and the best match of both with its reasons. */
export default function DispatchPage() {
  const { t } = useWords();
  const { data, error, refetch } = useProposal();
  const give = useGive();
  const narrow = useNarrow();
  const proposed = (data?.orders ?? []).flatMap(({ order, proposal }) =>
    proposal === null ? [] : [{ order_id: order.id, assignee: proposal.username, version: order.version }],
  );
  return (
    <Page
      title={t("dispatch.title")}
      actions={
        <>
          {!narrow && (
            <LinkButton to="/duty" testId="to-duty">
              {t("dispatch.duty.title")}
            </LinkButton>
          )}
          <Button type="primary" disabled={proposed.length === 0} loading={give.isPending} onClick={() => give.mutate(proposed)} data-testid="give-all">
            {t("dispatch.giveAll", { n: proposed.length })}
          </Button>
        </>
      }
    >
      {data === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 8 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <Board proposal={data} give={give} />
      )}
    </Page>
  );
}

function Board({ proposal, give }: { readonly proposal: DispatchProposal; readonly give: ReturnType<typeof useGive> }) {
  const { t } = useWords();
  const narrow = useNarrow();
  const [side, turnTo] = useState<Side>("orders");
  const [choosing, choose] = useState<WorkOrder | null>(null);
  const orders = (
    <section className={styles.side} aria-label={t("dispatch.waiting", { n: proposal.orders.length })}>
      {proposal.orders.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("dispatch.none")}>
          <p className="quiet">{t("dispatch.noneHint")}</p>
        </Empty>
      ) : (
        <ul className={styles.cards}>
          {proposal.orders.map((waiting) => (
            <WaitingCard
              key={waiting.order.id}
              waiting={waiting}
              busy={give.isPending}
              give={(assignee) => give.mutate([{ order_id: waiting.order.id, assignee, version: waiting.order.version }])}
              chooseOther={() => choose(waiting.order)}
            />
          ))}
        </ul>
      )}
    </section>
  );
  const people = (
    <section className={styles.side} aria-label={t("dispatch.people", { n: proposal.people.length })}>
      {proposal.nobody_on_duty ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("dispatch.nobodyOnDuty")} />
      ) : (
        <OnDutyList people={proposal.people} />
      )}
    </section>
  );
  return (
    <div data-testid="dispatch-board">
      {proposal.nobody_on_duty && <Alert type="warning" showIcon title={t("dispatch.nobodyHint")} style={{ marginBottom: 12 }} data-testid="nobody-on-duty" />}
      {narrow && (
        <Segmented<Side>
          block
          value={side}
          onChange={turnTo}
          options={[
            { value: "orders", label: t("dispatch.waiting", { n: proposal.orders.length }) },
            { value: "people", label: t("dispatch.people", { n: proposal.people.length }) },
          ]}
          style={{ marginBottom: 12 }}
          data-testid="dispatch-side"
        />
      )}
      {narrow ? (
        side === "orders" ? (
          orders
        ) : (
          people
        )
      ) : (
        <div className={styles.board}>
          <div>
            <h2 className={styles.heading}>{t("dispatch.waiting", { n: proposal.orders.length })}</h2>
            {orders}
          </div>
          <div>
            <h2 className={styles.heading}>{t("dispatch.people", { n: proposal.people.length })}</h2>
            {people}
          </div>
        </div>
      )}
      <ChoosePersonDialog order={choosing} close={() => choose(null)} />
    </div>
  );
}
