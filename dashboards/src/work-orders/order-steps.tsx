import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { OrderStep, StepIn, WorkOrderDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import { ScanDialog } from "../scan/scan-dialog";
import { primaryStep } from "./primary-step";
import { StepDialog } from "./step-dialog";
import { asksFor } from "./step-needs";
import { useOrderWrite } from "./use-order-write";

/** Steps at which whoever takes them stands before the thing. */
const PROVED_BY_TAG: readonly OrderStep[] = ["accept", "start", "arrive", "complete", "note"];

/** The next step as the one primary button; everything else that may be done is in a menu. */
export function OrderSteps({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word } = useWords();
  const write = useOrderWrite(order);
  const [asking, setAsking] = useState<OrderStep | null>(null);
  const [scanning, setScanning] = useState<OrderStep | null>(null);
  // What was scanned on site, until the step is taken that it proves.
  const [tag, setTag] = useState<string | null>(null);
  const likely = primaryStep(order, order.steps);
  // What still waits for something is verified early only on purpose.
  const primary = likely === "verify" && order.waits_for.length > 0 ? null : likely;
  const others = order.steps.filter((step) => step !== primary && step !== "note");
  const unfinished = order.tasks.filter((task) => task.required && task.done_at === null);
  const blocked = primary === "complete" && unfinished.length > 0;
  const busy = write.isPending && write.variables.kind === "step" ? write.variables.step : null;

  // Whoever forgot to scan on site does it with a note: nothing else is left to be done then.
  const provable = order.state === "completed" ? "note" : primary;
  const proves = provable !== null && PROVED_BY_TAG.includes(provable) && order.steps.includes(provable) && order.missing_evidence.includes("tag") ? provable : null;

  function begin(step: OrderStep, scanned: string | null = null) {
    setTag(scanned);
    if (step === "note" && scanned !== null) write.mutate({ kind: "step", step, given: withTag({ note: t("views.scan.prove") }, scanned) });
    else if (asksFor(step, order.needs_note)) setAsking(step);
    else write.mutate({ kind: "step", step, given: withTag({}, scanned) });
  }

  async function finish(step: OrderStep, given: Partial<StepIn>) {
    await write.mutateAsync({ kind: "step", step, given: withTag(given, tag) });
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
        {proves !== null && (
          <Button icon={<Icon name="scan" />} disabled={blocked} onClick={() => setScanning(proves)} data-testid="scan-and-step">
            {proves === "note" ? t("views.scan.prove") : t("views.scan.andStep", { step: word("order.step", proves) })}
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
      {scanning !== null && (
        <ScanDialog
          title={t("views.scan.prove")}
          close={() => setScanning(null)}
          take={(code) => {
            setScanning(null);
            begin(scanning, code);
          }}
        />
      )}
      {asking !== null && <StepDialog key={asking} order={order} step={asking} close={() => setAsking(null)} take={(given) => finish(asking, given)} />}
    </>
  );
}

function withTag(given: Partial<StepIn>, tag: string | null): Partial<StepIn> {
  return tag === null ? given : { ...given, tag };
}
