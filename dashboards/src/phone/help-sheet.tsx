import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Department, WorkOrderDetail } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import styles from "./alarm-call.module.css";
import { Sheet } from "./sheet";

interface HelpSheetProps {
  readonly order: WorkOrderDetail;
  readonly close: () => void;
}

/** Whom to ask for help: one tap calls a department to the order. */
export function HelpSheet({ order, close }: HelpSheetProps) {
  const { t, text, word } = useWords();
  const { message } = App.useApp();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const write = useMutation({
    mutationFn: (department: Department) => {
      const title = { zh: t("phone.helpTask", { title: order.title.zh }), en: t("phone.helpTask", { title: text(order.title) }) };
      // Whatever others have done to the order meanwhile: help is wanted all the same.
      return data(api.POST("/api/v1/work-orders/{order_id}/tasks", { params: { path: { order_id: order.id } }, body: { department, title, required: false } }));
    },
    onSuccess: (told, department) => {
      client.setQueryData(keys.order(order.id), told);
      void message.success(t("phone.helpAsked", { department: word("department", department) }));
    },
    onError: tell,
    // Over an open sheet nothing that is told would be seen.
    onSettled: close,
  });
  const asked = new Set(order.tasks.filter((task) => task.done_at === null).map((task) => task.department));

  return (
    <Sheet title={t("phone.helpFrom")} close={close}>
      <ul className={styles.choices} data-testid="help">
        {DEPARTMENTS.filter((department) => department !== order.department).map((department) => (
          <li key={department}>
            <button type="button" className={styles.choice} disabled={write.isPending || asked.has(department)} onClick={() => write.mutate(department)} data-testid={`help-${department}`}>
              {word("department", department)}
              {asked.has(department) && <span className="quiet">{t("phone.helpCalled")}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
