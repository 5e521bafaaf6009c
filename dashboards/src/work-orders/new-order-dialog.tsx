import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal, Radio, Select } from "antd";
import { useNavigate } from "react-router";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import { api, data } from "../api/client";
import type { Department, OrderKind, Priority } from "../api/schema";
import { useAssets } from "../assets/use-assets";
import { focusSoon } from "../layout/focus-soon";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { PriorityMark } from "./priority-mark";

const KINDS: readonly OrderKind[] = ["repair", "security", "inspection", "maintenance", "enquiry", "complaint", "suggestion"];
const PRIORITIES: readonly Priority[] = ["P1", "P2", "P3", "P4"];

interface Given {
  readonly title: string;
  readonly kind: OrderKind;
  readonly department: Department;
  readonly priority: Priority;
  readonly assist?: Department[];
  readonly asset?: string;
  readonly note?: string;
}

interface NewOrderDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  /** The asset that it is about, if that is known. */
  readonly asset?: string;
}

/** A request: what is the matter, where, for whom, how urgent. */
export function NewOrderDialog({ open, close, asset }: NewOrderDialogProps) {
  const { t, word, text } = useWords();
  const { site } = useHere();
  const { data: assets } = useAssets();
  const navigate = useNavigate();
  const tell = useProblemNotice();
  const [form] = Form.useForm<Given>();
  const request = useMutation({
    mutationFn: (given: Given) =>
      data(
        api.POST("/api/v1/work-orders", {
          body: { site: site.id, ...given, title: given.title, assist: given.assist ?? [], asset: given.asset ?? null, note: given.note ?? "" },
        }),
      ),
    onSuccess: (order) => {
      close();
      void navigate(`/work-orders/${order.id}`);
    },
    onError: tell,
  });

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={request.isPending}
      title={t("orders.new")}
      okText={t("orders.send")}
      okButtonProps={{ "data-testid": "new-order-ok" }}
      destroyOnHidden
    >
      <Form<Given>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ kind: "repair", department: "engineering", priority: "P3", asset }}
        onFinish={(given) => request.mutate(given)}
      >
        <Form.Item name="title" label={t("orders.what")} rules={[{ required: true, whitespace: true, message: t("orders.whatMissing") }]}>
          <Input maxLength={200} ref={focusSoon} placeholder={t("orders.whatExample")} data-testid="new-order-title" />
        </Form.Item>
        <Form.Item name="asset" label={t("orders.where")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t("orders.whereOptional")}
            options={assets?.map((one) => ({ value: one.id, label: `${text(one.place)} · ${text(one.name)}` }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t("orders.kind")}>
          <Select options={KINDS.map((kind) => ({ value: kind, label: word("order.kind", kind) }))} />
        </Form.Item>
        <Form.Item name="department" label={t("orders.lead")}>
          <Select options={DEPARTMENTS.map((department) => ({ value: department, label: word("department", department) }))} />
        </Form.Item>
        <Form.Item name="assist" label={t("orders.assist")}>
          <Select
            mode="multiple"
            allowClear
            showSearch={false}
            options={DEPARTMENTS.map((department) => ({ value: department, label: word("department", department) }))}
          />
        </Form.Item>
        <Form.Item name="priority" label={t("alarms.severity")}>
          <Radio.Group optionType="button" options={PRIORITIES.map((priority) => ({ value: priority, label: <PriorityMark priority={priority} /> }))} />
        </Form.Item>
        <Form.Item name="note" label={t("orders.note")}>
          <Input.TextArea rows={3} maxLength={4000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
