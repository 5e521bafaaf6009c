import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";

import { asProblem } from "../../api/problem";
import type { VisitPurpose } from "../../api/schema";
import { FileButton } from "../../files/file-button";
import { PICTURES } from "../../files/upload";
import { ChipRow } from "../../layout/chip-row";
import { useWords } from "../../messages/language-context";
import { lasting } from "../../time/ago";
import { addFile, signIn } from "./own-visit";

const PURPOSES: readonly VisitPurpose[] = ["maintenance", "repair", "inspection", "other"];
const HOURS = [1, 2, 4, 8] as const;
const HOUR_MS = 3_600_000;

interface Given {
  readonly firm: string;
  readonly name: string;
  readonly phone: string;
  readonly work?: string;
  readonly order?: string;
}

interface SignInFormProps {
  readonly code: string;
  readonly begun: (token: string) => void;
  readonly resume: () => void;
}

/** Who, from where, what for, how long, and the certificate. */
export function SignInForm({ code, begun, resume }: SignInFormProps) {
  const { t, word } = useWords();
  const [purpose, setPurpose] = useState<VisitPurpose>("maintenance");
  const [hours, setHours] = useState(4);
  const [certificate, setCertificate] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: async (given: Given) => {
      const { firm, name, phone, work = "", order = "" } = given;
      const { token } = await signIn(code, { firm, name, phone, purpose, work, order_number: order.trim() || null, minutes: hours * 60 });
      // Signed in all the same if the photo does not get through: the next page asks for it again.
      if (certificate !== null) await addFile(token, "certificate", certificate).catch(() => undefined);
      return token;
    },
    onSuccess: begun,
  });

  function finish(given: Given) {
    setMissing(certificate === null);
    if (certificate !== null) send.mutate(given);
  }

  return (
    <Form<Given> layout="vertical" requiredMark={false} onFinish={finish} data-testid="visit-sign-in">
      {send.error !== null && (
        <Alert type="error" showIcon role="alert" title={asProblem(send.error).detail || t("problem.unreachable")} style={{ marginBottom: 12 }} data-testid="here-problem" />
      )}
      <Form.Item name="firm" label={t("visits.here.firm")} rules={[{ required: true, whitespace: true, message: t("visits.here.firmMissing") }]}>
        <Input size="large" maxLength={100} autoComplete="organization" data-testid="here-firm" />
      </Form.Item>
      <Form.Item name="name" label={t("visits.here.name")} rules={[{ required: true, whitespace: true, message: t("visits.here.nameMissing") }]}>
        <Input size="large" maxLength={50} autoComplete="name" data-testid="here-name" />
      </Form.Item>
      <Form.Item name="phone" label={t("visits.here.phone")} rules={[{ required: true, min: 5, whitespace: true, message: t("visits.here.phoneMissing") }]}>
        <Input size="large" maxLength={24} inputMode="tel" autoComplete="tel" data-testid="here-phone" />
      </Form.Item>
      <Form.Item label={t("visits.purpose")}>
        <ChipRow
          chips={PURPOSES.map((one) => ({ name: one, label: word("visit.purpose", one) }))}
          chosen={purpose}
          choose={({ name }) => setPurpose(name)}
          label={t("visits.purpose")}
        />
      </Form.Item>
      <Form.Item label={t("visits.here.stay")}>
        <ChipRow
          chips={HOURS.map((one) => {
            const { key, values } = lasting(one * HOUR_MS);
            return { name: String(one), label: t(key, values) };
          })}
          chosen={String(hours)}
          choose={({ name }) => setHours(Number(name))}
          label={t("visits.here.stay")}
        />
      </Form.Item>
      <Form.Item
        label={t("visits.here.certificate")}
        extra={t("visits.here.certificateHint")}
        help={missing ? t("visits.here.certificateMissing") : undefined}
        validateStatus={missing ? "error" : ""}
      >
        <FileButton
          accept={PICTURES}
          label={certificate === null ? t("visits.here.certificateAdd") : t("visits.here.certificateReady", { name: certificate.name })}
          busy={false}
          choose={(file) => {
            setCertificate(file);
            setMissing(false);
          }}
        />
      </Form.Item>
      <Form.Item name="work" label={t("visits.here.work")}>
        <Input size="large" maxLength={500} data-testid="here-work" />
      </Form.Item>
      <Form.Item name="order" label={t("visits.here.orderNumber")}>
        <Input size="large" maxLength={32} data-testid="here-order" />
      </Form.Item>
      <Button type="primary" size="large" block htmlType="submit" loading={send.isPending} data-testid="here-send">
        {t("visits.here.send")}
      </Button>
      <p className="quiet" style={{ marginTop: 12 }}>
        {t("visits.here.privacy")}
      </p>
      <Button type="link" block onClick={resume} data-testid="here-resume">
        {t("visits.here.resume")}
      </Button>
    </Form>
  );
}
