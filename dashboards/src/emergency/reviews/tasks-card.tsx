import { Button, Card } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import type { PlanReviewDetail, ReviewTask } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useMomentWords } from "../../time/use-moment-words";
import { useWho } from "../runs/use-who";
import styles from "./reviews.module.css";
import { TaskDialog } from "./task-dialog";
import type { WriteReview } from "./write-review";

/** What is to be better: each is a work order, and stands here as that stands now, also after the review was closed. */
export function TasksCard({ review, write }: { readonly review: PlanReviewDetail; readonly write: WriteReview }) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <Card
      size="small"
      title={t("planReviews.tasks")}
      extra={
        review.may_review &&
        review.state === "draft" && (
          <Button onClick={() => setAsking(true)} data-testid="give-task">
            {t("planReviews.giveTask")}
          </Button>
        )
      }
    >
      {review.tasks.length === 0 && <p className="quiet">{t("planReviews.tasksNone")}</p>}
      <ul className={styles.items}>
        {review.tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </ul>
      {asking && <TaskDialog close={() => setAsking(false)} give={(body) => write.mutateAsync({ what: "give-task", body })} />}
    </Card>
  );
}

function Task({ task }: { readonly task: ReviewTask }) {
  const { t, word } = useWords();
  const who = useWho();
  const moment = useMomentWords();
  const owner = task.order_assignee ?? task.person;
  const reopened = task.order_reopened;
  return (
    <li className={styles.item} data-testid="review-task" data-order-state={task.order_state ?? ""} data-reopened={reopened}>
      <div className={styles.note}>{task.what}</div>
      <span className={styles.line}>
        <span className="quiet">
          {word("department", task.department)}
          {owner !== null && ` · ${who(owner)}`} · {t("planReviews.taskDue", { time: moment(task.until) })}
        </span>
        {task.order_number != null && task.order_state != null && (
          <Link to={`/work-orders/${task.order_id}`} className={styles.link} data-testid="review-order">
            <span className="number">{task.order_number}</span> {word("order.state", task.order_state)}
            {reopened > 0 && ` · ${t("planReviews.taskReopened", { n: reopened })}`}
            {task.order_late && <span className="late"> · {t("planReviews.taskLate")}</span>}
          </Link>
        )}
      </span>
    </li>
  );
}
