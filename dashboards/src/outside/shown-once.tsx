import { Button, Input, Modal, Space } from "antd";
import { useState } from "react";

import { useWords } from "../messages/language-context";

interface ShownOnceProps {
  readonly title: string;
  /** `null`: there is nothing to show. */
  readonly secret: string | null;
  readonly hint?: string;
  readonly close: () => void;
}

/** A secret that is shown this once: it can be copied, and is gone with the dialog. */
export function ShownOnce({ title, secret, hint, close }: ShownOnceProps) {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  function done() {
    setCopied(false);
    close();
  }
  function copy() {
    if (secret !== null) void navigator.clipboard.writeText(secret).then(() => setCopied(true));
  }
  return (
    <Modal
      open={secret !== null}
      title={title}
      onCancel={done}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={done} data-testid="secret-done">
          {t("outside.close")}
        </Button>
      }
      destroyOnHidden
    >
      <p>{t("outside.once")}</p>
      <Space.Compact block>
        <Input value={secret ?? ""} readOnly aria-label={title} onFocus={(event) => event.target.select()} data-testid="secret" />
        <Button onClick={copy}>{t(copied ? "outside.copied" : "outside.copy")}</Button>
      </Space.Compact>
      {hint !== undefined && <p className="quiet">{hint}</p>}
    </Modal>
  );
}
