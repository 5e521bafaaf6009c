import { Button } from "antd";

import type { WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { Moment } from "../time/moment";
import styles from "./order-tasks.module.css";
import { usePersonName } from "./use-people";
import { useOrderWrite } from "./use-order-write";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/** What the assisting departments have to do, and until when. */
export function OrderTasks({ order }: { readonly order: WorkOrderDetail }) {
  const { t, text, word } = useWords();
  const { me } = useHere();
  const nameOf = usePersonName();
  const now = useNow(10);
  const write = useOrderWrite(order);
  const mayFinish = (department: string) =>
    me.permissions.includes("work_order") && (me.every_department || me.department === department) && !OVER.has(order.state);
  return (
    <ul className={styles.tasks}>
      {order.tasks.map((task) => {
        const left = task.due_by === null ? null : Date.parse(task.due_by) - now;
        const length = left === null ? null : lasting(Math.abs(left));
        return (
          <li key={task.id} data-testid="task" data-task-id={task.id}>
            <div className={styles.what}>
              <strong>{word("department", task.department)}</strong> {text(task.title)}
              <div className="quiet">
                {task.done_at !== null ? (
                  <>
                    {t("orders.taskDoneBy", { name: nameOf(task.done_by ?? "") })} · <Moment at={task.done_at} />
                  </>
                ) : (
                  left !== null &&
                  length !== null && (
                    <span className={left <= 0 ? "late" : undefined}>
                      {t(left > 0 ? "due.task.left" : "due.task.late", { length: t(length.key, length.values) })}
                    </span>
                  )
                )}
              </div>
            </div>
            {task.done_at === null && mayFinish(task.department) && (
              <Button
                loading={write.isPending && write.variables.kind === "task" && write.variables.task === task.id}
                onClick={() => write.mutate({ kind: "task", task: task.id, note: "" })}
                data-testid="task-done"
              >
                {t("orders.taskDone")}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
