import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, Modal } from "antd";
import { useRef, useState } from "react";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import type { Signer, WorkOrderDetail } from "../api/schema";
import { ChipRow } from "../layout/chip-row";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { SignaturePad, type SignaturePadHandle } from "./signature-pad";

const SIGNERS: readonly Signer[] = ["requester", "fitter", "lead", "contractor"];

interface SignDialogProps {
  readonly order: WorkOrderDetail;
  readonly close: () => void;
}

/** Hand the phone over: who signs, as what, and the place to sign. */
export function SignDialog({ order, close }: SignDialogProps) {
  const { t, word } = useWords();
  const { me } = useHere();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const pad = useRef<SignaturePadHandle>(null);
  const [signer, setSigner] = useState<Signer>("requester");
  const [name, setName] = useState("");
  const [drawn, setDrawn] = useState(false);
  const send = useMutation({
    mutationFn: async () => {
      const picture = await pad.current?.picture();
      if (picture == null) return;
      const form = new FormData();
      form.append("file", picture, "signature.png");
      form.append("signed_by", name.trim());
      form.append("signed_as", signer);
      await data(
        api.POST("/api/v1/work-orders/{order_id}/signatures", {
          params: { path: { order_id: order.id } },
          // The description types a file as text; the form data is what is sent.
          body: form as never,
          bodySerializer: (body: unknown) => body as FormData,
        }),
      );
    },
    onSuccess: close,
    onError: tell,
    onSettled: () => client.invalidateQueries({ queryKey: keys.order(order.id) }),
  });

  return (
    <Modal
      open
      onCancel={close}
      title={t("workDone.sign")}
      okText={t("workDone.signSave")}
      onOk={() => send.mutate()}
      confirmLoading={send.isPending}
      okButtonProps={{ disabled: !drawn || name.trim() === "", "data-testid": "sign-save" }}
    >
      <Form layout="vertical">
        <ChipRow
          chips={SIGNERS.map((each) => ({ name: each, label: word("workDone.signer", each) }))}
          chosen={signer}
          choose={(chip) => {
            setSigner(chip.name);
            setName(chip.name === "fitter" ? me.name : "");
          }}
          label={t("workDone.signedAs")}
        />
        <Form.Item label={t("workDone.signedBy")} htmlFor="signed-by">
          <Input id="signed-by" value={name} maxLength={64} onChange={(event) => setName(event.target.value)} data-testid="signed-by" />
        </Form.Item>
        <SignaturePad ref={pad} label={t("workDone.signHere")} drawn={setDrawn} />
        <Button type="link" disabled={!drawn} onClick={() => pad.current?.clear()} style={{ paddingInline: 0 }} data-testid="sign-clear">
          {t("workDone.signClear")}
        </Button>
      </Form>
    </Modal>
  );
}
