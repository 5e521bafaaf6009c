import { Form, Input, Modal } from "antd";

import type { PlanVersionDetail } from "../../api/schema";
import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";
import { usePlanWrite } from "./use-plans";

export type Decision = "approve" | "send-back" | "withdraw";

interface DecisionDialogProps {
  readonly version: PlanVersionDetail;
  readonly step: Decision;
  readonly close: () => void;
}

/** The last look before something is decided about a version; what follows is said, words are kept. */
export function DecisionDialog({ version, step, close }: DecisionDialogProps) {
  const { t, text } = useWords();
  const write = usePlanWrite();
  const [form] = Form.useForm<{ readonly words?: string }>();
  const needed = step === "send-back" || (step === "withdraw" && version.state === "approved");
  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(`emPlans.${step}`)}
      okText={t(`emPlans.${step}`)}
      okButtonProps={{ danger: step === "withdraw", "data-testid": "decision-ok" }}
    >
      <p>{t(step === "withdraw" && version.state !== "approved" ? "emPlans.withdrawDraftHint" : `emPlans.${step}Hint`, { title: text(version.title), n: version.number })}</p>
      {step === "approve" && version.gaps.length > 0 && <p className="late">{version.gaps.map(text).join(t("list.comma"))}</p>}
      <Form form={form} layout="vertical" onFinish={({ words = "" }) => write.mutate({ step, version, words }, { onSuccess: close })}>
        <Form.Item name="words" label={t("emPlans.words")} rules={needed ? [{ required: true, whitespace: true, message: t("emPlans.wordsMissing") }] : []}>
          <Input.TextArea rows={2} maxLength={500} ref={focusSoon} data-testid="decision-words" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
