import { Button, Form, Input, Modal } from "antd";
import { useRef, useState } from "react";

import type { DrillSigner } from "../api/schema";
import { SignaturePad, type SignaturePadHandle } from "../forms/signature-pad";
import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { useSignDrill } from "./use-drills";

const SIGNERS: readonly DrillSigner[] = ["participant", "commander", "observer"];

/** Hand the phone over: who signs, as what, and the place to sign. */
export function DrillSignDialog({ drill, close }: { readonly drill: string; readonly close: () => void }) {
  const { t, word } = useWords();
  const { me } = useHere();
  const pad = useRef<SignaturePadHandle>(null);
  const [as, setAs] = useState<DrillSigner>("participant");
  const [name, setName] = useState(me.name);
  const [drawn, setDrawn] = useState(false);
  const sign = useSignDrill(drill);

  async function send() {
    const picture = await pad.current?.picture();
    if (picture != null) sign.mutate({ picture, name: name.trim(), as }, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      title={t("drills.sign")}
      okText={t("drills.signSave")}
      cancelText={t("drills.back")}
      onOk={() => void send()}
      confirmLoading={sign.isPending}
      okButtonProps={{ disabled: !drawn || name.trim() === "", "data-testid": "drill-sign-save" }}
    >
      <Form layout="vertical">
        <ChipRow
          chips={SIGNERS.map((each) => ({ name: each, label: word("drill.signer", each) }))}
          chosen={as}
          choose={(chip) => setAs(chip.name)}
          label={t("drills.signedAs")}
        />
        <Form.Item label={t("drills.signedBy")} htmlFor="drill-signed-by">
          <Input id="drill-signed-by" value={name} maxLength={64} onChange={(event) => setName(event.target.value)} data-testid="drill-signed-by" />
        </Form.Item>
        <SignaturePad ref={pad} label={t("drills.signHere")} drawn={setDrawn} />
        <Button type="link" disabled={!drawn} onClick={() => pad.current?.clear()} style={{ paddingInline: 0 }}>
          {t("drills.signClear")}
        </Button>
      </Form>
    </Modal>
  );
}
