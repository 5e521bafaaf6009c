import { Form, Input, Modal } from "antd";
import { useState } from "react";

import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";

interface WhistleWordsDialogProps {
  readonly asking: "note" | "stand-down";
  readonly close: () => void;
  readonly take: (words: string) => Promise<void>;
}

/** A note, or what came of it all. */
export function WhistleWordsDialog({ asking, close, take }: WhistleWordsDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<{ readonly words: string }>();
  const [busy, setBusy] = useState(false);
  const ends = asking === "stand-down";
  const title = t(ends ? "whistles.standDown" : "whistles.note");

  async function finish({ words }: { readonly words: string }) {
    setBusy(true);
    // What went wrong is said by the mutation; the words stay.
    await take(words).catch(() => setBusy(false));
  }

  return (
    <Modal open onCancel={close} onOk={() => form.submit()} confirmLoading={busy} title={title} okText={title} okButtonProps={{ "data-testid": "words-ok" }}>
      {ends && <p className="quiet">{t("whistles.standDownHint")}</p>}
      <Form form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        <Form.Item
          name="words"
          label={t(ends ? "whistles.outcome" : "whistles.note")}
          rules={[{ required: true, whitespace: true, message: t(ends ? "whistles.outcomeMissing" : "whistles.noteMissing") }]}
        >
          <Input.TextArea rows={3} maxLength={1000} ref={focusSoon} data-testid="words-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
