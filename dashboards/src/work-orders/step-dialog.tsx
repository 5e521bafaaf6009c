import { Alert, Form, Input, Modal, Radio, Select } from "antd";
import { useState } from "react";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { HoldReason, OrderStep, Outcome, Priority, StepIn, WorkOrderDetail } from "../api/schema";
import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { wallOf } from "../time/wall-clock";
import { OrderSelect } from "./order-select";
import { PersonSelect } from "./person-select";
import { PriorityMark } from "./priority-mark";
import { HOLD_REASONS, stepGiven, type StepWords } from "./step-given";
import { needsOf } from "./step-needs";

const OUTCOMES: readonly Outcome[] = ["real", "false_alarm", "nothing_found"];
const PRIORITIES: readonly Priority[] = ["P1", "P2", "P3", "P4"];
const TOMORROW_MS = 24 * 3_600_000;

interface StepDialogProps {
  readonly order: WorkOrderDetail;
  readonly step: OrderStep;
  readonly close: () => void;
  readonly take: (given: Partial<StepIn>) => Promise<void>;
}

/** What a step needs to be told: a person, a department, an urgency, a reason, a time, a word why. */
export function StepDialog({ order, step, close, take }: StepDialogProps) {
  const { t, text, word } = useWords();
  const zone = useZone();
  const [form] = Form.useForm<StepWords>();
  const [busy, setBusy] = useState(false);
  const [opened] = useState(() => Date.now());
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [reason, setReason] = useState<HoldReason | null>(null);
  const needs = needsOf(step);
  const early = step === "verify" && order.waits_for.length > 0;
  const asksOutcome = needs.outcome && order.alarm_ids.length > 0;
  // Where the outcome is asked for, it says so already.
  const chips = needs.chips.filter((name) => !(asksOutcome && name === "noFault"));
  const mustSay = order.needs_note.includes(step) || (needs.holdReason && reason === null);
  const department = Form.useWatch("department", form) ?? order.department;
  const note = Form.useWatch("note", form);
  const title = early ? t("service.verifyEarly") : word("order.step", step);

  async function finish(words: StepWords) {
    setBusy(true);
    await take(stepGiven(step, order, { ...words, outcome, hold_reason: reason }, zone)).catch(() => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={title}
      okText={title}
      okButtonProps={{ "data-testid": "step-ok", danger: early }}
    >
      {early && (
        <Alert
          type="warning"
          style={{ marginBottom: 12 }}
          title={t("service.stillMissing")}
          description={order.waits_for.map((why) => (
            <div key={why.zh}>{text(why)}</div>
          ))}
          data-testid="waits-for"
        />
      )}
      {step === "own" && <p className="quiet">{t("service.ownHint")}</p>}
      {step === "merge" && <p className="quiet">{t("service.mergeHint")}</p>}
      <Form<StepWords>
        form={form}
        layout="vertical"
        initialValues={{
          note: "",
          department: step === "triage" || step === "own" ? order.department : undefined,
          priority: step === "triage" ? order.priority : undefined,
          assignee: step === "dispatch" ? order.assignee : undefined,
          until: wallOf(opened + TOMORROW_MS, zone),
        }}
        onFinish={({ until, ...words }) => void finish(needs.until ? { ...words, until } : words)}
      >
        {needs.into && (
          <Form.Item name="into" label={t("service.mergeInto")} rules={[{ required: true, message: t("service.mergeIntoMissing") }]}>
            <OrderSelect order={order} />
          </Form.Item>
        )}
        {needs.until && (
          <Form.Item name="until" label={t("service.promiseUntil")} rules={[{ required: true, message: t("service.promiseUntilMissing") }]}>
            <Input type="datetime-local" data-testid="step-until" />
          </Form.Item>
        )}
        {needs.department && (
          <Form.Item name="department" label={t("alarms.department")} rules={[{ required: true, message: t("orders.departmentMissing") }]}>
            <Select data-testid="step-department" options={DEPARTMENTS.map((one) => ({ value: one, label: word("department", one) }))} />
          </Form.Item>
        )}
        {needs.person && (
          <Form.Item
            name="assignee"
            label={step === "own" ? t("service.owner") : t("orders.assignee")}
            extra={step === "own" ? undefined : t("orders.assigneeHint")}
            rules={step === "own" ? [{ required: true, message: t("service.ownerMissing") }] : []}
          >
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
        {needs.holdReason && (
          <Form.Item label={t("service.holdReason")} style={{ marginBottom: 8 }}>
            <ChipRow
              chips={HOLD_REASONS.map((name) => ({ name, label: word("order.hold", name) }))}
              chosen={reason}
              choose={({ name }) => setReason(name === reason ? null : name)}
              label={t("service.holdReason")}
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
