import { Form, Input, Modal } from "antd";
import { useState } from "react";

import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";

interface WordsDialogProps {
  readonly title: string;
  readonly hint?: string;
  /** Whether words have to be given. */
  readonly optional?: boolean;
  readonly danger?: boolean;
  readonly close: () => void;
  readonly take: (words: string) => Promise<void>;
}

/** Why something is sent back or withdrawn. */
export function WordsDialog({ title, hint, optional = false, danger = false, close, take }: WordsDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<{ readonly words: string }>();
  const [busy, setBusy] = useState(false);

  async function finish({ words }: { readonly words: string }) {
    setBusy(true);
    // What went wrong is said by the mutation; the words stay.
    await take(words).catch(() => setBusy(false));
  }

  return (
    <Modal open onCancel={close} onOk={() => form.submit()} confirmLoading={busy} title={title} okText={title} okButtonProps={{ danger, "data-testid": "words-ok" }}>
      {hint !== undefined && <p className="quiet">{hint}</p>}
      <Form form={form} layout="vertical" initialValues={{ words: "" }} onFinish={(given) => void finish(given)}>
        <Form.Item name="words" label={t("notices.why")} rules={[{ required: !optional, whitespace: !optional, message: t("notices.whyMissing") }]}>
          <Input.TextArea rows={3} maxLength={1000} ref={focusSoon} data-testid="words-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
