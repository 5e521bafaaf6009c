import { Form, Input, Modal } from "antd";

import type { RuleDetail } from "../../api/schema";
import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";
import { useRestore } from "../use-rule-writes";
import { versionTexts } from "./version-texts";
import { YamlDiff } from "./yaml-diff";

interface RestoreDialogProps {
  readonly rule: RuleDetail;
  /** 0: the files' own. */
  readonly number: number;
  readonly name: string;
  readonly close: () => void;
}

/** Bring an earlier version back: shows what that changes, and asks why. */
export function RestoreDialog({ rule, number, name, close }: RestoreDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<{ reason: string }>();
  const restore = useRestore(rule);
  const back = versionTexts(rule).find((one) => one.number === number)?.yaml ?? "";
  return (
    <Modal
      open
      width={760}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={restore.isPending}
      title={t("rules.restoreTitle", { version: name })}
      okText={t("rules.restore")}
      okButtonProps={{ "data-testid": "restore-ok" }}
    >
      <p>{t("rules.restoreHint")}</p>
      <div style={{ maxHeight: 320, overflowY: "auto", marginBlock: 12 }}>
        <YamlDiff before={rule.yaml} after={back} label={t("rules.compareTitle")} />
      </div>
      <Form<{ reason: string }> form={form} layout="vertical" onFinish={({ reason }) => restore.mutate({ number, reason }, { onSuccess: close })}>
        <Form.Item name="reason" label={t("alarms.reason")} rules={[{ required: true, whitespace: true, message: t("alarms.reasonMissing") }]}>
          <Input.TextArea rows={2} maxLength={2000} ref={focusSoon} data-testid="restore-reason" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
