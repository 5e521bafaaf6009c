import { Form, Input, Modal } from "antd";
import { useState } from "react";

import type { Reset } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";

type Given = Pick<Reset, "reason" | "evidence">;

interface ResetDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly reset: (given: Given) => Promise<void>;
}

/** Reset a latched alarm after somebody has been there: why, and what was seen. */
export function ResetDialog({ open, close, reset }: ResetDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);

  async function finish(given: Given) {
    setBusy(true);
    await reset(given).then(close, () => undefined);
    setBusy(false);
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={t("alarms.reset")}
      okText={t("alarms.reset")}
      okButtonProps={{ "data-testid": "reset-ok" }}
      destroyOnHidden
    >
      <p className="quiet">{t("alarms.resetHint")}</p>
      <Form<Given> form={form} layout="vertical" onFinish={(given) => void finish(given)} style={{ marginTop: 16 }} preserve={false}>
        <Form.Item name="reason" label={t("alarms.reason")} rules={[{ required: true, whitespace: true, message: t("alarms.reasonMissing") }]}>
          <Input.TextArea rows={2} maxLength={2000} ref={focusSoon} data-testid="reset-reason" />
        </Form.Item>
        <Form.Item name="evidence" label={t("alarms.evidence")} rules={[{ required: true, whitespace: true, message: t("alarms.evidenceMissing") }]}>
          <Input.TextArea rows={2} maxLength={2000} data-testid="reset-evidence" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
