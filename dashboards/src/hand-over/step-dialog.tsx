import { Button, Form, Input, Modal } from "antd";
import { useRef, useState } from "react";

import type { HandOverDetail } from "../api/schema";
import { SignaturePad, type SignaturePadHandle } from "../forms/signature-pad";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import type { useHandOverWrite, WordStep } from "./use-hand-overs";

const MUST_SAY: ReadonlySet<WordStep> = new Set(["refuse", "send-back", "cancel", "note"]);
const SIGNED: ReadonlySet<WordStep> = new Set(["sign", "offer"]);
const DANGER: ReadonlySet<WordStep> = new Set(["refuse", "cancel"]);

interface StepDialogProps {
  readonly item: HandOverDetail;
  readonly step: WordStep;
  readonly write: ReturnType<typeof useHandOverWrite>;
  readonly close: () => void;
}

/** What the step will do, said before it is done; words where they are needed, a signature where one is given. */
export function StepDialog({ item, step, write, close }: StepDialogProps) {
  const { t, word } = useWords();
  const pad = useRef<SignaturePadHandle>(null);
  const [form] = Form.useForm<{ readonly note?: string }>();
  const [drawn, setDrawn] = useState(false);
  const mustSay = MUST_SAY.has(step);

  async function finish({ note = "" }: { readonly note?: string }) {
    try {
      const picture = drawn ? await pad.current?.picture() : null;
      if (picture != null) await write.mutateAsync({ kind: "signature", picture });
      await write.mutateAsync({ kind: "step", step, note });
      close();
    } catch {
      // The mutation has said what went wrong; the words stay.
    }
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={word("handOver.do", step)}
      okText={word("handOver.do", step)}
      okButtonProps={{ "data-testid": "step-ok", danger: DANGER.has(step) }}
    >
      <p className="quiet">{t(`handOver.effect.${step}`, { n: item.sheet.figures.own_orders })}</p>
      <Form form={form} layout="vertical" onFinish={(given) => void finish(given)}>
        {mustSay && (
          <Form.Item
            name="note"
            label={t(step === "note" ? "handOver.noteLabel" : "handOver.reason")}
            rules={[{ required: true, whitespace: true, message: t("handOver.reasonMissing") }]}
          >
            <Input.TextArea rows={3} maxLength={1000} ref={focusSoon} data-testid="step-words" />
          </Form.Item>
        )}
        {SIGNED.has(step) && (
          <>
            <p>{t("handOver.signHere")}</p>
            <SignaturePad ref={pad} label={t("handOver.signHere")} drawn={setDrawn} />
            <Button type="link" disabled={!drawn} onClick={() => pad.current?.clear()} style={{ paddingInline: 0 }}>
              {t("handOver.clear")}
            </Button>
          </>
        )}
      </Form>
    </Modal>
  );
}
