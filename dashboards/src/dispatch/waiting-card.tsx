import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { WaitingOrder } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Age } from "../time/age";
import { DueState } from "../work-orders/due-state";
import { PriorityMark } from "../work-orders/priority-mark";
import styles from "./dispatch.module.css";
import { ReasonLines } from "./reason-lines";

interface WaitingCardProps {
  readonly waiting: WaitingOrder;
  readonly busy: boolean;
  readonly give: (username: string) => void;
  readonly chooseOther: () => void;
}

/** One order that nobody has: how urgent, where, and whom Steward would send, and why. */
export function WaitingCard({ waiting: { order, place, mode, proposal, why_nobody: whyNobody }, busy, give, chooseOther }: WaitingCardProps) {
  const { t, text, word } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.card} data-testid="waiting-order" data-order-id={order.id} data-proposed={proposal?.username ?? ""}>
      <div className={styles.line}>
        <PriorityMark priority={order.priority} />
        <Link to={`/work-orders/${order.id}`} className={styles.title}>
          {text(order.title)}
        </Link>
        <DueState order={order} />
      </div>
      <div className={`${styles.line} quiet`}>
        <span className="number">{order.number}</span>
        <span>{word("department", order.department)}</span>
        {place !== null && <span>{text(place)}</span>}
        <Age at={order.opened_at} />
        {mode === "auto" && <span>{t("dispatch.auto")}</span>}
      </div>
      {proposal === null ? (
        <p className={styles.whyNobody} data-testid="why-nobody">
          {whyNobody === null ? "" : text(whyNobody)}
        </p>
      ) : (
        <div>
          <span>{t("dispatch.proposed", { name: proposal.name })}</span>{" "}
          <Button type="link" size="small" onClick={() => setOpen(!open)} aria-expanded={open} data-testid="why">
            {t(open ? "dispatch.hideWhy" : "dispatch.why")}
          </Button>
          {open && <ReasonLines reasons={proposal.reasons} />}
        </div>
      )}
      <div className={styles.actions}>
        {proposal !== null && (
          <Button disabled={busy} onClick={() => give(proposal.username)} data-testid="give">
            {t("dispatch.giveTo", { name: proposal.name })}
          </Button>
        )}
        <Button type={proposal === null ? "default" : "text"} disabled={busy} onClick={chooseOther} data-testid="choose-other">
          {t(proposal === null ? "dispatch.choosePerson" : "dispatch.other")}
        </Button>
      </div>
    </li>
  );
}
