import { Form, Input, Modal } from "antd";

import type { Drill } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useDrillWrite } from "./use-drills";

interface ReasonDialogProps {
  readonly drill: Pick<Drill, "id" | "version" | "title">;
  readonly step: "stop" | "cancel" | "note";
  readonly close: () => void;
}

/** Why it ends, or something to remember. */
export function ReasonDialog({ drill, step, close }: ReasonDialogProps) {
  const { t } = useWords();
  const write = useDrillWrite(drill);
  const [form] = Form.useForm<{ readonly words: string }>();
  const danger = step === "stop";
  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(`drills.${step}Title`)}
      okText={t(`drills.${step}`)}
      cancelText={t("drills.back")}
      okButtonProps={{ danger, "data-testid": "drill-words-ok" }}
    >
      {step !== "note" && <p className="quiet">{t(`drills.${step}Hint`, { title: drill.title })}</p>}
      <Form
        form={form}
        layout="vertical"
        onFinish={({ words }) => write.mutate(step === "note" ? { step, note: words } : { step, reason: words }, { onSuccess: close })}
      >
        <Form.Item name="words" label={t(`drills.${step}Words`)} rules={[{ required: true, whitespace: true, message: t("drills.wordsMissing") }]}>
          <Input.TextArea rows={3} maxLength={500} ref={focusSoon} data-testid="drill-words" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
