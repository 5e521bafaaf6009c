import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, NewTask, WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { momentOfWall } from "../time/wall-clock";

interface Given {
  readonly department: Department;
  readonly title: string;
  readonly due?: string;
}

interface TaskDialogProps {
  readonly order: Pick<WorkOrderDetail, "department">;
  readonly close: () => void;
  readonly ask: (task: NewTask) => Promise<void>;
}

/** Ask another department to assist. */
export function TaskDialog({ order, close, ask }: TaskDialogProps) {
  const { t, word } = useWords();
  const zone = useZone();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);

  async function finish({ department, title, due }: Given) {
    setBusy(true);
    const due_by = due === undefined || due === "" ? null : new Date(momentOfWall(due, zone)).toISOString();
    await ask({ department, title, due_by, required: true }).catch(() => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={t("service.askAssist")}
      okText={t("service.askAssist")}
      okButtonProps={{ "data-testid": "task-ok" }}
    >
      <Form<Given> form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        <Form.Item name="department" label={t("alarms.department")} rules={[{ required: true, message: t("orders.departmentMissing") }]}>
          <Select
            data-testid="task-department"
            options={DEPARTMENTS.filter((one) => one !== order.department).map((one) => ({ value: one, label: word("department", one) }))}
          />
        </Form.Item>
        <Form.Item name="title" label={t("service.taskWhat")} rules={[{ required: true, whitespace: true, message: t("service.taskWhatMissing") }]}>
          <Input maxLength={200} data-testid="task-title" />
        </Form.Item>
        <Form.Item name="due" label={t("service.taskDue")} extra={t("service.taskDueHint")}>
          <Input type="datetime-local" data-testid="task-due" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
