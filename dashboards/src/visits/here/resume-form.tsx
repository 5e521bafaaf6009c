import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";

import { asProblem } from "../../api/problem";
import { useWords } from "../../messages/language-context";
import { resume } from "./own-visit";

interface Given {
  readonly number: string;
  readonly phone: string;
}

interface ResumeFormProps {
  readonly code: string;
  readonly begun: (token: string) => void;
  readonly back: () => void;
}

/** Going on from another phone, or when this one has forgotten. */
export function ResumeForm({ code, begun, back }: ResumeFormProps) {
  const { t } = useWords();
  const go = useMutation({ mutationFn: ({ number, phone }: Given) => resume(code, number, phone), onSuccess: ({ token }) => begun(token) });
  return (
    <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => go.mutate(given)} data-testid="resume-form">
      {go.error !== null && <Alert type="error" showIcon role="alert" title={asProblem(go.error).detail || t("problem.unreachable")} style={{ marginBottom: 12 }} />}
      <Form.Item name="number" label={t("visits.here.number")} rules={[{ required: true, whitespace: true, message: t("visits.here.number") }]}>
        <Input size="large" maxLength={20} placeholder="F-20260131-001" autoCapitalize="characters" data-testid="resume-number" />
      </Form.Item>
      <Form.Item name="phone" label={t("visits.here.phone")} rules={[{ required: true, whitespace: true, message: t("visits.here.phoneMissing") }]}>
        <Input size="large" maxLength={24} inputMode="tel" autoComplete="tel" data-testid="resume-phone" />
      </Form.Item>
      <Button type="primary" size="large" block htmlType="submit" loading={go.isPending} data-testid="resume-send">
        {t("visits.here.go")}
      </Button>
      <Button type="link" block onClick={back}>
        {t("visits.here.back")}
      </Button>
    </Form>
  );
}
