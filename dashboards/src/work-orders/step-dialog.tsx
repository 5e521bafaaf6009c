import { Form, Input, Modal, Radio, Select, Tag } from "antd";
import { useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { OrderStep, Priority, StepIn, WorkOrderDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import { PersonSelect } from "./person-select";
import { PriorityMark } from "./priority-mark";
import { needsOf } from "./step-needs";

const PRIORITIES: readonly Priority[] = ["P1", "P2", "P3", "P4"];

type Given = Pick<StepIn, "note" | "assignee" | "department" | "priority">;

interface StepDialogProps {
  readonly order: WorkOrderDetail;
  readonly step: OrderStep;
  readonly close: () => void;
  readonly take: (given: Partial<StepIn>) => Promise<void>;
}

/** What a step needs to be told: a person, a department, an urgency, a word why. */
export function StepDialog({ order, step, close, take }: StepDialogProps) {
  const { t, word } = useWords();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);
  const needs = needsOf(step);
  const mustSay = order.needs_note.includes(step);
  const department = Form.useWatch("department", form) ?? order.department;

  async function finish(given: Given) {
    setBusy(true);
    const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null && value !== ""));
    await take(told).catch(() => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={word("order.step", step)}
      okText={word("order.step", step)}
      okButtonProps={{ "data-testid": "step-ok" }}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{
          note: "",
          department: step === "triage" ? order.department : undefined,
          priority: step === "triage" ? order.priority : undefined,
          assignee: step === "dispatch" ? order.assignee : undefined,
        }}
        onFinish={(given) => void finish(given)}
      >
        {needs.department && (
          <Form.Item name="department" label={t("alarms.department")} rules={[{ required: true, message: t("orders.departmentMissing") }]}>
            <Select data-testid="step-department" options={DEPARTMENTS.map((one) => ({ value: one, label: word("department", one) }))} />
          </Form.Item>
        )}
        {needs.person && (
          <Form.Item name="assignee" label={t("orders.assignee")} extra={t("orders.assigneeHint")}>
            <PersonSelect department={department} />
          </Form.Item>
        )}
        {needs.priority && (
          <Form.Item name="priority" label={t("alarms.severity")}>
            <Radio.Group optionType="button" options={PRIORITIES.map((priority) => ({ value: priority, label: <PriorityMark priority={priority} /> }))} />
          </Form.Item>
        )}
        {needs.chips.length > 0 && (
          <div style={{ display: "flex", flexWrap: "wrap", gap: 8, marginBottom: 12 }}>
            {needs.chips.map((chip) => (
              <Tag.CheckableTag
                key={chip}
                checked={false}
                onChange={() => form.setFieldValue("note", t(`orders.chip.${chip}`))}
                style={{ border: "1px solid var(--line)", padding: "6px 12px", fontSize: 14 }}
                data-testid={`chip-${chip}`}
              >
                {t(`orders.chip.${chip}`)}
              </Tag.CheckableTag>
            ))}
          </div>
        )}
        <Form.Item
          name="note"
          label={mustSay ? t("orders.noteNeeded") : t("orders.note")}
          rules={mustSay ? [{ required: true, whitespace: true, message: t("orders.noteMissing") }] : []}
        >
          <Input.TextArea rows={3} maxLength={4000} data-testid="step-note-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
