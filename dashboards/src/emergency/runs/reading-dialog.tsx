import { Form, Input, InputNumber, Modal } from "antd";
import { useState } from "react";

import type { RunStep } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { fits } from "./run-steps";

interface ReadingDialogProps {
  readonly step: RunStep;
  readonly close: () => void;
  readonly take: (value: number, note: string) => Promise<void>;
}

/** The value that somebody reads off; outside what is wanted the step is not done. */
export function ReadingDialog({ step, close, take }: ReadingDialogProps) {
  const { t, text } = useWords();
  const [form] = Form.useForm<{ readonly value: number; readonly note?: string }>();
  const [busy, setBusy] = useState(false);
  const { reading } = step;
  const wanted = reading === null ? "" : [reading.low === null ? "" : `≥ ${reading.low}`, reading.high === null ? "" : `≤ ${reading.high}`].filter(Boolean).join(" · ");

  async function finish({ value, note }: { readonly value: number; readonly note?: string }) {
    setBusy(true);
    await take(value, note?.trim() ?? "").then(close, () => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={text(step.title)}
      okText={t("planRuns.done")}
      okButtonProps={{ "data-testid": "reading-ok" }}
    >
      <Form form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        <Form.Item
          name="value"
          label={reading === null ? t("planRuns.value") : text(reading.label)}
          extra={wanted === "" ? undefined : t("planRuns.wanted", { range: `${wanted} ${reading?.unit ?? ""}` })}
          rules={[
            { required: true, message: t("planRuns.valueMissing") },
            {
              validator: (_rule, value: number | null | undefined) =>
                value === null || value === undefined || fits(step, value) ? Promise.resolve() : Promise.reject(new Error(t("planRuns.valueOutside"))),
            },
          ]}
        >
          <InputNumber style={{ width: "100%" }} suffix={reading?.unit} data-testid="reading-value" />
        </Form.Item>
        <Form.Item name="note" label={t("planRuns.noteMayBe")}>
          <Input maxLength={1000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
