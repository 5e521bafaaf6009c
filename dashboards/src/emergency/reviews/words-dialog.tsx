import { Form, Input, Modal } from "antd";
import { useState } from "react";

import { focusSoon } from "../../layout/focus-soon";

interface WordsDialogProps {
  readonly title: string;
  readonly hint?: string;
  readonly label: string;
  readonly placeholder: string;
  /** What is said when nothing was written. */
  readonly missing: string;
  readonly longest: number;
  readonly close: () => void;
  readonly take: (words: string) => Promise<unknown>;
}

/** Something to be written: a finding, what was learnt. */
export function WordsDialog({ title, hint, label, placeholder, missing, longest, close, take }: WordsDialogProps) {
  const [form] = Form.useForm<{ readonly words: string }>();
  const [busy, setBusy] = useState(false);

  async function finish({ words }: { readonly words: string }) {
    setBusy(true);
    // What went wrong is said by the mutation; the words stay.
    await take(words).then(close, () => setBusy(false));
  }

  return (
    <Modal open onCancel={close} onOk={() => form.submit()} confirmLoading={busy} title={title} okText={title} okButtonProps={{ "data-testid": "words-ok" }}>
      {hint !== undefined && <p className="quiet">{hint}</p>}
      <Form form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        <Form.Item name="words" label={label} rules={[{ required: true, whitespace: true, message: missing }]}>
          <Input.TextArea rows={4} maxLength={longest} placeholder={placeholder} ref={focusSoon} data-testid="words-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
