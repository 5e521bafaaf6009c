import { useState } from "react";

import type { CallOut, OrderStep, WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { usePersonName } from "../work-orders/use-people";
import { useOrderWrite } from "../work-orders/use-order-write";
import styles from "./alarm-call.module.css";
import { rings } from "./calls";
import { nextOf } from "./next-step";
import { ResultChips } from "./result-chips";
import { useAnswer } from "./use-calls";

const DONE: ReadonlySet<string> = new Set(["completed", "verified", "closed", "cancelled"]);

interface NextButtonProps {
  readonly call: CallOut;
  /** `null`: the call has none; `undefined`: it is being read. */
  readonly order: WorkOrderDetail | null | undefined;
  readonly me: string;
  readonly close: () => void;
}

/** 我去 → 到场 → 已处理: one button at a time, where the thumb is; at the end a tap says how it was. */
export function NextButton({ call, order, me, close }: NextButtonProps) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const answer = useAnswer(call);
  const write = useOrderWrite(order ?? { id: "", version: 0 });
  const [ending, setEnding] = useState(false);
  const next = nextOf(call, order, me);
  const busy = answer.isPending || write.isPending;
  const waitsFor = (order?.tasks ?? []).filter((task) => task.required && task.done_at === null);
  const blocked = next.kind === "step" && next.step === "complete" && waitsFor.length > 0;

  function take(step: OrderStep) {
    if (step === "complete" && (order?.alarm_ids.length ?? 0) > 0) setEnding(true);
    else write.mutate({ kind: "step", step, given: {} });
  }

  if (next.kind === "nothing") {
    const other = order?.assignee ?? call.answered_by;
    const done = order != null && DONE.has(order.state);
    const helps = order != null && !done && other !== null && other !== me;
    return (
      <div className={styles.over} data-testid="call-over">
        <strong>{done ? t("phone.done") : other !== null && other !== me ? t("phone.taken", { name: nameOf(other) }) : word("phone.state", call.state)}</strong>
        {helps &&
          (answer.isSuccess && answer.variables === "going" ? (
            <p role="status" data-testid="going-too">
              {t("phone.goingToo")}
            </p>
          ) : (
            <button type="button" className={styles.second} disabled={busy} onClick={() => answer.mutate("going")} data-testid="go-too">
              {t("phone.goToo")}
            </button>
          ))}
        {rings(call) && (
          <button type="button" className={styles.second} disabled={busy} onClick={() => answer.mutate("seen")} data-testid="call-seen">
            {t("phone.seen")}
          </button>
        )}
        <button type="button" className={styles.next} onClick={close} data-testid="call-close">
          {t("phone.back")}
        </button>
      </div>
    );
  }
  if (ending && next.kind === "step") {
    return <ResultChips busy={busy} choose={(outcome) => write.mutate({ kind: "step", step: "complete", given: { outcome, note: word("phone.result", outcome) } })} />;
  }
  return (
    <>
      {blocked && (
        <p className={styles.blocked}>{t("orders.tasksFirst", { departments: waitsFor.map((task) => word("department", task.department)).join(t("list.comma")) })}</p>
      )}
      <button
        type="button"
        className={styles.next}
        disabled={busy || blocked}
        aria-busy={busy}
        data-testid="next"
        data-next={next.kind === "step" ? next.step : next.kind}
        onClick={() => {
          if (next.kind === "go") answer.mutate("going");
          else if (next.kind === "seen") answer.mutate("seen");
          else take(next.step);
        }}
      >
        {next.kind === "go" ? t("phone.go") : next.kind === "seen" ? t("phone.seen") : word("phone.step", next.step)}
      </button>
    </>
  );
}
