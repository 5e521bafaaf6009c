import { DatePicker, Form, Input, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";

import { DEPARTMENTS } from "../../alarms/alarm-filter";
import type { Department, NewImprovement } from "../../api/schema";
import chipStyles from "../../layout/chip-row.module.css";
import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";
import { useZone } from "../../sites/site-context";
import { momentOfWall } from "../../time/wall-clock";
import { PersonSelect } from "../../work-orders/person-select";

interface Given {
  readonly what: string;
  readonly department: Department;
  readonly person?: string;
  readonly until: Dayjs;
}

interface TaskDialogProps {
  readonly close: () => void;
  readonly give: (task: NewImprovement) => Promise<unknown>;
}

const USUAL_DAYS = 14;

/** What is to be better, who does it, by when. */
export function TaskDialog({ close, give }: TaskDialogProps) {
  const { t } = useWords();
  const zone = useZone();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);
  const department = Form.useWatch<Department | undefined>("department", form) ?? "engineering";

  async function finish({ what, department: whose, person, until }: Given) {
    setBusy(true);
    // By the end of that day at the site. What went wrong is said by the mutation; the words stay.
    const end = new Date(momentOfWall(`${until.format("YYYY-MM-DD")}T23:59`, zone)).toISOString();
    await give({ what, department: whose, person: person ?? null, until: end }).then(close, () => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={t("planReviews.giveTask")}
      okText={t("planReviews.giveTask")}
      okButtonProps={{ "data-testid": "task-ok" }}
    >
      <p className="quiet">{t("planReviews.giveTaskHint")}</p>
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{ what: "", department: "engineering", until: dayjs().add(USUAL_DAYS, "day") }}
        onFinish={(given) => void finish(given)}
      >
        <Form.Item name="what" label={t("planReviews.taskWhat")} rules={[{ required: true, whitespace: true, message: t("planReviews.taskWhatMissing") }]}>
          <Input maxLength={200} ref={focusSoon} placeholder={t("planReviews.taskWhatHint")} data-testid="task-what" />
        </Form.Item>
        <Form.Item name="department" label={t("planReviews.taskDepartment")}>
          <Whose />
        </Form.Item>
        <Form.Item name="person" label={t("planReviews.taskPerson")}>
          <PersonSelect department={department} />
        </Form.Item>
        <Form.Item name="until" label={t("planReviews.taskUntil")} rules={[{ required: true, message: t("planReviews.taskUntilMissing") }]}>
          <DatePicker allowClear={false} minDate={dayjs()} style={{ width: "100%" }} data-testid="task-until" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface WhoseProps {
  readonly value?: Department;
  readonly onChange?: (chosen: Department) => void;
}

function Whose({ value, onChange }: WhoseProps) {
  const { t, word } = useWords();
  return (
    <div className={chipStyles.chips} role="group" aria-label={t("planReviews.taskDepartment")}>
      {DEPARTMENTS.map((department) => (
        <button
          key={department}
          type="button"
          className={chipStyles.chip}
          aria-pressed={value === department}
          onClick={() => onChange?.(department)}
          data-testid={`task-${department}`}
        >
          {word("department", department)}
        </button>
      ))}
    </div>
  );
}
