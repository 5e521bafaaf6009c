import { Form, Input, Modal, Radio } from "antd";
import { useState } from "react";

import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";

const MINUTES = [30, 60, 4 * 60, 8 * 60, 24 * 60] as const;
/** Nothing critical is out of sight for longer than a shift. */
const LONGEST_CRITICAL = 8 * 60;

interface Given {
  readonly minutes: number;
  readonly reason: string;
}

interface ShelveDialogProps {
  readonly critical: boolean;
  readonly open: boolean;
  readonly close: () => void;
  readonly shelve: (given: Given) => Promise<void>;
}

/** Hide an alarm for a limited time: how long, and why. */
export function ShelveDialog({ critical, open, close, shelve }: ShelveDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);

  async function finish(given: Given) {
    setBusy(true);
    await shelve(given).then(close, () => undefined);
    setBusy(false);
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={t("alarms.shelve")}
      okText={t("alarms.shelve")}
      okButtonProps={{ "data-testid": "shelve-ok" }}
      destroyOnHidden
    >
      <p className="quiet">{t("alarms.shelveHint")}</p>
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{ minutes: 60 }}
        onFinish={(given) => void finish(given)}
        style={{ marginTop: 16 }}
        preserve={false}
      >
        <Form.Item name="minutes" label={t("alarms.shelveFor")}>
          <Radio.Group
            optionType="button"
            options={MINUTES.filter((minutes) => !critical || minutes <= LONGEST_CRITICAL).map((minutes) => {
              const length = lasting(minutes * 60_000);
              return { value: minutes, label: t(length.key, length.values) };
            })}
          />
        </Form.Item>
        <Form.Item name="reason" label={t("alarms.reason")} rules={[{ required: true, whitespace: true, message: t("alarms.reasonMissing") }]}>
          <Input.TextArea rows={3} maxLength={2000} ref={focusSoon} data-testid="shelve-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
