import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Card, Form, Input } from "antd";

import { api, data } from "../api/client";
import { asProblem } from "../api/problem";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";

const MINE = ["my-pin"] as const;

/** The PIN by which I take my turn on the phone of my post. */
export function PinCard() {
  const { t } = useWords();
  const client = useQueryClient();
  const [form] = Form.useForm<{ pin: string; password: string }>();
  const { data: state } = useQuery({ queryKey: MINE, queryFn: () => data(api.GET("/api/v1/me/pin")) });
  const setting = useMutation({
    mutationFn: (given: { pin: string; password: string }) => data(api.PUT("/api/v1/me/pin", { body: given })),
    onSuccess: (told) => {
      client.setQueryData(MINE, told);
      form.resetFields();
    },
  });
  return (
    <Card size="small" title={t("offline.pin.title")} data-testid="pin-card">
      <p className="quiet">{t("offline.pin.hint")}</p>
      {state?.set_at != null && (
        <p data-testid="pin-set">
          {t("offline.pin.set")} <Moment at={state.set_at} />
        </p>
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => setting.mutate(given)}>
        <Form.Item name="pin" label={t("offline.pin.new")} rules={[{ required: true, pattern: /^\d{6}$/, message: t("offline.pin.six") }]}>
          <Input.Password inputMode="numeric" maxLength={6} autoComplete="off" data-testid="new-pin" />
        </Form.Item>
        <Form.Item name="password" label={t("offline.pin.password")} rules={[{ required: true, message: t("signIn.passwordMissing") }]}>
          <Input.Password autoComplete="current-password" data-testid="pin-password" />
        </Form.Item>
        {setting.error !== null && (
          <p role="alert" className="severity-high">
            {asProblem(setting.error).detail || t("problem.unreachable")}
          </p>
        )}
        <Button htmlType="submit" loading={setting.isPending} data-testid="set-pin">
          {t("offline.pin.save")}
        </Button>
      </Form>
    </Card>
  );
}
