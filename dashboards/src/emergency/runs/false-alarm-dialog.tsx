import { Form, Input, Modal } from "antd";
import { useState } from "react";

import type { PlanRunDetail } from "../../api/schema";
import { FileButton } from "../../files/file-button";
import { PICTURES } from "../../files/upload";
import { focusSoon } from "../../layout/focus-soon";
import { useProblemNotice } from "../../layout/use-problem-notice";
import { useWords } from "../../messages/language-context";
import { addPicture, type WriteRun } from "./use-runs";

interface FalseAlarmDialogProps {
  readonly run: PlanRunDetail;
  readonly write: WriteRun;
  readonly close: () => void;
}

/** Nothing has happened: what set it off, and a picture where a detector's signal waits to be verified. */
export function FalseAlarmDialog({ run, write, close }: FalseAlarmDialogProps) {
  const { t } = useWords();
  const tell = useProblemNotice();
  const [form] = Form.useForm<{ readonly cause: string }>();
  const [photo, setPhoto] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const [sending, setSending] = useState(false);

  async function add(file: File) {
    setSending(true);
    try {
      setPhoto(await addPicture(run.id, file));
    } catch (error) {
      tell(error);
    } finally {
      setSending(false);
    }
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("planRuns.falseAlarm")}
      okText={t("planRuns.falseAlarm")}
      okButtonProps={{ danger: true, "data-testid": "words-ok" }}
    >
      <p className="quiet">{t("planRuns.falseAlarmHint")}</p>
      <Form form={form} layout="vertical" onFinish={({ cause }) => write.mutate({ what: "false-alarm", cause: cause.trim(), photo: photo?.id ?? null }, { onSuccess: close })}>
        <Form.Item name="cause" label={t("planRuns.cause")} rules={[{ required: true, whitespace: true, message: t("planRuns.wordsMissing") }]}>
          <Input.TextArea rows={3} maxLength={1000} ref={focusSoon} data-testid="words-text" />
        </Form.Item>
        <p className="quiet">{t("planRuns.falseAlarmPhoto")}</p>
        <FileButton accept={PICTURES} label={photo?.name ?? t("planRuns.addPhoto")} busy={sending} choose={(file) => void add(file)} />
      </Form>
    </Modal>
  );
}
