import { Form, Input, Modal } from "antd";
import { useState } from "react";

import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";

interface WordsDialogProps {
  readonly title: string;
  readonly hint?: string;
  readonly label: string;
  /** It ends something: the button says so in red. */
  readonly ends?: boolean;
  readonly close: () => void;
  readonly take: (words: string) => Promise<void>;
}

/** A reason, an outcome: it is asked for before it is done. */
export function WordsDialog({ title, hint, label, ends = false, close, take }: WordsDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<{ readonly words: string }>();
  const [busy, setBusy] = useState(false);

  async function finish({ words }: { readonly words: string }) {
    setBusy(true);
    // What went wrong is said by the mutation; the words stay.
    await take(words.trim()).then(close, () => setBusy(false));
  }

  return (
    <Modal open onCancel={close} onOk={() => form.submit()} confirmLoading={busy} title={title} okText={title} okButtonProps={{ danger: ends, "data-testid": "words-ok" }}>
      {hint !== undefined && <p className="quiet">{hint}</p>}
      <Form form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        <Form.Item name="words" label={label} rules={[{ required: true, whitespace: true, message: t("planRuns.wordsMissing") }]}>
          <Input.TextArea rows={3} maxLength={1000} ref={focusSoon} data-testid="words-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
