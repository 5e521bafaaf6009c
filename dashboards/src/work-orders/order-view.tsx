import { Card } from "antd";

import type { OrderStep, WorkOrderDetail } from "../api/schema";
import { CallOutsCard } from "../call-outs/call-outs-card";
import { DispatchCard } from "../dispatch/dispatch-card";
import { DrillMark } from "../drills/drill-mark";
import { OrderReviewLink } from "../emergency/reviews/review-link";
import { FormsCard } from "../forms/forms-card";
import { SopCard } from "../knowledge/sop-card";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import { JobLinksCard } from "../offline/job-links-card";
import { WaitingHere } from "../offline/waiting-list";
import { OutsideCard } from "../outside/outside-card";
import { RescueClocksCard } from "../service/rescue-clocks-card";
import { ServiceLine } from "../service/service-line";
import { NoticesAboutCard } from "../notices/about-card";
import { WhistleOrderCard } from "../whistles/whistle-order-card";
import { RequestCard } from "../requests/request-card";
import { WorkDoneCard } from "../work-done/work-done-card";
import { ClosingCard } from "./closing-card";
import { DueState } from "./due-state";
import { OrderAlarms } from "./order-alarms";
import { OrderChat } from "./order-chat";
import { OrderFacts } from "./order-facts";
import { OrderFiles } from "./order-files";
import { OrderPlace } from "./order-place";
import { OrderSteps } from "./order-steps";
import { OrderTasks } from "./order-tasks";
import { OrderTimeline } from "./order-timeline";
import styles from "./order-view.module.css";
import { PriorityMark } from "./priority-mark";
import { useStepTaking } from "./use-step-taking";

/** Everything about one order; the next step is the one primary button. */
export function OrderView({ order }: { readonly order: WorkOrderDetail }) {
  const { t, word, text } = useWords();
  const { begin, dialog } = useStepTaking();
  const at = (step: OrderStep) => (order.steps.includes(step) ? () => begin(order, step) : null);
  useKey("a", at("accept"));
  useKey("c", at("complete"));
  return (
    <article className={styles.view} data-testid="order-detail" data-order-id={order.id} data-state={order.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <PriorityMark priority={order.priority} />
          <DrillMark drill={order.drill_id} />
          <strong data-testid="order-state">{word("order.state", order.state)}</strong>
          <DueState order={order} />
          <span className="quiet number">{order.number}</span>
        </div>
        <h1>{text(order.title)}</h1>
        <OrderPlace order={order} />
        <ServiceLine order={order} />
        <OrderReviewLink order={order} />
      </header>
      {/* On a phone it stays under the thumb however long the page is. */}
      <div className={styles.steps}>
        <OrderSteps order={order} />
      </div>
      <WaitingHere order={order} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <RescueClocksCard order={order} />
          {order.sop !== null && <SopCard id={order.sop} lead={order.department} />}
          {order.alarm_ids.length > 0 && (
            <Card size="small" title={t("orders.alarms")}>
              <OrderAlarms ids={order.alarm_ids} />
            </Card>
          )}
          <OrderTasks order={order} />
          <ClosingCard order={order} />
          <WorkDoneCard order={order} />
          <WhistleOrderCard order={order} />
          <NoticesAboutCard site={order.site} order={order.id} over={order.state === "closed" || order.state === "cancelled"} />
          <OrderChat order={order} />
        </div>
        <div className={styles.column}>
          <CallOutsCard order={order.id} />
          <DispatchCard order={order} />
          <RequestCard order={order} />
          <OutsideCard order={order} />
          <OrderFacts order={order} />
          <FormsCard order={order} />
          <JobLinksCard order={order} />
          {order.attachments.some(({ content_type, kind }) => !content_type.startsWith("image/") && kind !== "audio") && (
            <Card size="small" title={t("board.documents")}>
              <OrderFiles order={order} />
            </Card>
          )}
          <Card size="small" title={t("orders.timeline")}>
            <OrderTimeline order={order} />
          </Card>
        </div>
      </div>
      {dialog}
    </article>
  );
}
