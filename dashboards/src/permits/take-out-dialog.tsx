import { Form, Input, Modal, Radio } from "antd";

import type { Asset } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { lasting } from "../time/ago";
import { NO_SCOPE } from "./scope";
import { useServiceChange } from "./use-out-of-service";

const HOURS = [2, 8, 24, 3 * 24, 7 * 24, 30 * 24] as const;

interface Given {
  readonly hours: number;
  readonly reason: string;
}

interface TakeOutDialogProps {
  readonly asset: Asset;
  readonly open: boolean;
  readonly close: () => void;
}

/** Take an asset out of service: why, and for how long. */
export function TakeOutDialog({ asset, open, close }: TakeOutDialogProps) {
  const { t, text } = useWords();
  const [form] = Form.useForm<Given>();
  const change = useServiceChange();

  function finish({ hours, reason }: Given) {
    const until = new Date(Date.now() + hours * 3_600_000).toISOString();
    change.mutateAsync({ change: "take", scope: { ...NO_SCOPE, assets: [asset.id] }, reason: reason.trim(), until }).then(close, () => undefined);
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={change.isPending}
      title={`${t("outOfService.take")} · ${text(asset.name)}`}
      okText={t("outOfService.take")}
      okButtonProps={{ "data-testid": "take-out-ok" }}
      destroyOnHidden
    >
      <p className="quiet">{t("outOfService.hint")}</p>
      <Form<Given> form={form} layout="vertical" initialValues={{ hours: 8 }} onFinish={finish} style={{ marginTop: 16 }} preserve={false}>
        <Form.Item name="hours" label={t("outOfService.howLong")}>
          <Radio.Group
            optionType="button"
            options={HOURS.map((hours) => {
              const length = lasting(hours * 3_600_000);
              return { value: hours, label: t(length.key, length.values) };
            })}
          />
        </Form.Item>
        <Form.Item name="reason" label={t("alarms.reason")} rules={[{ required: true, whitespace: true, message: t("alarms.reasonMissing") }]}>
          <Input.TextArea rows={3} maxLength={2000} ref={focusSoon} data-testid="take-out-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
