import { Button, Card } from "antd";
import { useState } from "react";

import type { WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { lasting } from "../time/ago";
import { useNow } from "../time/clock";
import { Moment } from "../time/moment";
import styles from "./order-tasks.module.css";
import { usePersonName } from "./use-people";
import { TaskDialog } from "./task-dialog";
import { useOrderWrite } from "./use-order-write";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);
const DONE: ReadonlySet<string> = new Set(["completed", "verified"]);

/** What the assisting departments have to do, and until when; whoever leads may ask another one. */
export function OrderTasks({ order }: { readonly order: WorkOrderDetail }) {
  const { t, text, word } = useWords();
  const { me } = useHere();
  const nameOf = usePersonName();
  const now = useNow(10);
  const write = useOrderWrite(order);
  const [asking, setAsking] = useState(false);
  const leads = me.permissions.includes("work_order") && (me.every_department || me.department === order.department);
  const mayAsk = leads && !OVER.has(order.state) && !DONE.has(order.state);
  const mayFinish = (department: string) =>
    me.permissions.includes("work_order") && (me.every_department || me.department === department) && !OVER.has(order.state);
  const busyWith = write.isPending && write.variables.kind === "task" ? write.variables : null;
  if (order.tasks.length === 0 && !mayAsk) return null;
  return (
    <Card
      size="small"
      title={t("orders.tasks")}
      extra={
        mayAsk && (
          <Button type="link" size="small" onClick={() => setAsking(true)} data-testid="ask-assist">
            {t("service.askAssist")}
          </Button>
        )
      }
    >
      {order.tasks.length === 0 && <span className="quiet">{t("service.nobodyAssists")}</span>}
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
                  <>
                    {task.accepted_by !== null && <>{t("service.taskAcceptedBy", { name: nameOf(task.accepted_by) })} · </>}
                    {left !== null &&
                  length !== null && (
                    <span className={left <= 0 ? "late" : undefined}>
                      {t(left > 0 ? "due.task.left" : "due.task.late", { length: t(length.key, length.values) })}
                    </span>
                  )}
                  </>
                )}
              </div>
            </div>
            {task.done_at === null && task.accepted_at === null && mayFinish(task.department) && (
              <Button
                loading={busyWith?.task === task.id && !busyWith.done}
                onClick={() => write.mutate({ kind: "task", task: task.id, done: false })}
                data-testid="task-accept"
              >
                {t("service.taskAccept")}
              </Button>
            )}
            {task.done_at === null && mayFinish(task.department) && (
              <Button
                loading={busyWith?.task === task.id && busyWith.done}
                onClick={() => write.mutate({ kind: "task", task: task.id, done: true })}
                data-testid="task-done"
              >
                {t("orders.taskDone")}
              </Button>
            )}
          </li>
        );
      })}
      </ul>
      {asking && (
        <TaskDialog
          order={order}
          close={() => setAsking(false)}
          ask={async (task) => {
            await write.mutateAsync({ kind: "ask", task });
            setAsking(false);
          }}
        />
      )}
    </Card>
  );
}
