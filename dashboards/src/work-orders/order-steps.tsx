import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { OrderStep, StepIn, WorkOrderDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import { primaryStep } from "./primary-step";
import { StepDialog } from "./step-dialog";
import { asksFor } from "./step-needs";
import { useOrderWrite } from "./use-order-write";

/** The next step as the one primary button; everything else that may be done is in a menu. */
export function OrderSteps({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word } = useWords();
  const write = useOrderWrite(order);
  const [asking, setAsking] = useState<OrderStep | null>(null);
  const likely = primaryStep(order, order.steps);
  // What still waits for something is verified early only on purpose.
  const primary = likely === "verify" && order.waits_for.length > 0 ? null : likely;
  const others = order.steps.filter((step) => step !== primary && step !== "note");
  const unfinished = order.tasks.filter((task) => task.required && task.done_at === null);
  const blocked = primary === "complete" && unfinished.length > 0;
  const busy = write.isPending && write.variables.kind === "step" ? write.variables.step : null;

  function begin(step: OrderStep) {
    if (asksFor(step, order.needs_note)) setAsking(step);
    else write.mutate({ kind: "step", step, given: {} });
  }

  async function finish(step: OrderStep, given: Partial<StepIn>) {
    await write.mutateAsync({ kind: "step", step, given });
    setAsking(null);
  }

  useKey("n", primary === null || blocked || write.isPending ? null : () => begin(primary));

  return (
    <>
      <div className={styles.actions}>
        {primary !== null && (
          <Button
            type="primary"
            size="large"
            disabled={blocked}
            loading={busy === primary}
            onClick={() => begin(primary)}
            data-testid="primary-step"
            data-step={primary}
          >
            {word("order.step", primary)}
          </Button>
        )}
        {order.steps.includes("note") && (
          <Button onClick={() => setAsking("note")} data-testid="step-note">
            {word("order.step", "note")}
          </Button>
        )}
        {others.length > 0 && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: others.map((step) => ({
                key: step,
                danger: step === "cancel",
                label: <span data-testid={`step-${step}`}>{step === "verify" ? t("service.verifyEarly") : word("order.step", step)}</span>,
                onClick: () => begin(step),
              })),
            }}
          >
            <Button icon={<Icon name="more" />} loading={busy !== null && busy !== primary} data-testid="other-steps">
              {t("orders.otherSteps")}
            </Button>
          </Dropdown>
        )}
      </div>
      {blocked && (
        <p className="severity-high">
          {t("orders.tasksFirst", { departments: unfinished.map((task) => word("department", task.department)).join(t("list.comma")) })}
        </p>
      )}
      {asking !== null && <StepDialog key={asking} order={order} step={asking} close={() => setAsking(null)} take={(given) => finish(asking, given)} />}
    </>
  );
}
