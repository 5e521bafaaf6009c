import { Button } from "antd";

import type { OrderStep, WorkOrder } from "../api/schema";
import { LinkButton } from "../layout/link-button";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { likelyStep } from "./likely-step";
import styles from "./my-orders.module.css";
import { OrderCard } from "./order-card";
import { primaryStep } from "./primary-step";
import type { StepTaking } from "./use-step-taking";

interface MyOrderCardProps {
  readonly order: WorkOrder;
  readonly taking: StepTaking;
  /** Whether it waits for this person: then its next step stands below it. */
  readonly withStep: boolean;
}

/** An order with its next step under the thumb, and what one wants to look up on the way. */
export function MyOrderCard({ order, taking, withStep }: MyOrderCardProps) {
  const { t, word } = useWords();
  const tell = useProblemNotice();
  const step = withStep ? likelyStep(order) : null;

  async function go(wanted: OrderStep | null) {
    const detail = await taking.ask(order.id);
    // What the server lets this person do counts, not what the list supposed.
    const now = wanted !== null && detail.steps.includes(wanted) ? wanted : primaryStep(detail, detail.steps);
    if (now !== null) taking.begin(detail, now);
  }

  return (
    <div className={styles.card} data-testid="my-order" data-order-id={order.id}>
      <OrderCard order={order} withState />
      {step !== null && (
        <div className={styles.actions}>
          <Button type="primary" size="large" loading={taking.busy === order.id} onClick={() => void go(null).catch(tell)} data-testid="my-step" data-step={step}>
            {word("order.step", step)}
          </Button>
          {order.state !== "dispatched" && step !== "complete" && (
            <Button size="large" onClick={() => void go("complete").catch(tell)} data-testid="my-complete">
              {word("order.step", "complete")}
            </Button>
          )}
          {order.asset !== null && <LinkButton to={`/assets/${order.asset}`}>{t("alarms.asset")}</LinkButton>}
          {order.sop !== null && <LinkButton to={`/work-orders/${order.id}#sop`}>{t("board.sop")}</LinkButton>}
        </div>
      )}
    </div>
  );
}
