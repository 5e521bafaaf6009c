import { Button, Form, Input } from "antd";
import { useEffect, useRef, useState } from "react";

import { useWords } from "../messages/language-context";
import { barcodeDetector, nfcReader, wordOfTag } from "./browser-parts";
import { Camera } from "./camera";
import styles from "./scan.module.css";

interface CodeReaderProps {
  readonly take: (code: string) => void;
  readonly busy: boolean;
}

/** A code by camera or NFC where the browser has them; always by hand: it is printed under the QR code. */
export function CodeReader({ take, busy }: CodeReaderProps) {
  const { t } = useWords();
  const [form] = Form.useForm<{ code: string }>();
  const [camera] = useState(() => barcodeDetector() !== null);
  return (
    <div className={styles.reader}>
      {camera && !busy && <Camera take={take} />}
      <Tag take={take} />
      <Form form={form} layout="vertical" onFinish={({ code }) => take(code.trim())}>
        <Form.Item name="code" label={t("views.scan.byHand")} extra={t("views.scan.hint")} rules={[{ required: true, whitespace: true, message: t("views.scan.missing") }]}>
          <Input maxLength={300} autoComplete="off" autoCapitalize="characters" spellCheck={false} placeholder="7K3M-Q9TX" data-testid="scan-code" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block data-testid="scan-ok">
          {t("views.scan.look")}
        </Button>
      </Form>
    </div>
  );
}

/** Reading an NFC tag has to begin with a press: browsers ask for that. */
function Tag({ take }: { readonly take: (code: string) => void }) {
  const { t } = useWords();
  const [state, setState] = useState<"idle" | "waiting" | "failed">("idle");
  const [has] = useState(() => nfcReader() !== null);
  const ending = useRef<AbortController | null>(null);
  useEffect(() => () => ending.current?.abort(), []);
  if (!has) return null;

  async function begin() {
    const reader = nfcReader();
    if (reader === null) return;
    ending.current = new AbortController();
    reader.onreading = (reading) => take(wordOfTag(reading));
    setState("waiting");
    await reader.scan({ signal: ending.current.signal }).catch(() => setState("failed"));
  }

  return (
    <Button onClick={() => void begin()} disabled={state === "waiting"} data-testid="scan-nfc">
      {t(state === "waiting" ? "views.scan.holdTag" : state === "failed" ? "views.scan.noTag" : "views.scan.tag")}
    </Button>
  );
}
