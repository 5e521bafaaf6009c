import { Form, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { OrderStep, Outcome, Priority, StepIn, WorkOrderDetail } from "../api/schema";
import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { PersonSelect } from "./person-select";
import { PriorityMark } from "./priority-mark";
import { needsOf } from "./step-needs";

const OUTCOMES: readonly Outcome[] = ["real", "false_alarm", "nothing_found"];
const PRIORITIES: readonly Priority[] = ["P1", "P2", "P3", "P4"];

type Given = Partial<Pick<StepIn, "note" | "assignee" | "department" | "priority">>;

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
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const needs = needsOf(step);
  const asksOutcome = needs.outcome && order.alarm_ids.length > 0;
  // Where the outcome is asked for, it says so already.
  const chips = needs.chips.filter((name) => !(asksOutcome && name === "noFault"));
  const mustSay = order.needs_note.includes(step);
  const department = Form.useWatch("department", form) ?? order.department;
  const note = Form.useWatch("note", form);

  async function finish(given: Given) {
    setBusy(true);
    const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null && value !== ""));
    await take(outcome === null ? told : { ...told, outcome }).catch(() => setBusy(false));
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
        {asksOutcome && (
          <Form.Item label={t("orders.outcomeAsked")} style={{ marginBottom: 8 }}>
            <ChipRow
              chips={OUTCOMES.map((name) => ({ name, label: word("order.outcome", name) }))}
              chosen={outcome}
              choose={({ name }) => setOutcome(name === outcome ? null : name)}
              label={t("orders.outcomeAsked")}
            />
          </Form.Item>
        )}
        {chips.length > 0 && (
          <ChipRow
            chips={chips.map((name) => ({ name, label: t(`orders.chip.${name}`) }))}
            chosen={note ?? null}
            choose={({ label }) => form.setFieldValue("note", label)}
            label={t("orders.note")}
          />
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
