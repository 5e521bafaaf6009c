import { Button, Card, Form, InputNumber, Switch } from "antd";

import type { RotaPlan } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useRotaWrite } from "../use-rota";

type Given = Pick<RotaPlan, "lead_approves" | "rest_hours" | "grace_minutes" | "again_minutes">;

/** Rules of swaps and of empty posts. */
export function RulesForm({ plan }: { readonly plan: RotaPlan }) {
  const { t } = useWords();
  const write = useRotaWrite();
  return (
    <Card size="small" title={t("rota.rules")}>
      <Form<Given> layout="vertical" initialValues={plan} onFinish={(given) => write.mutate({ kind: "plan", plan: { ...plan, ...given }, version: plan.version })}>
        <Form.Item name="lead_approves" label={t("rota.leadApproves")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="rest_hours" label={t("rota.rest")}>
          <InputNumber min={0} max={24} />
        </Form.Item>
        <Form.Item name="grace_minutes" label={t("rota.grace")}>
          <InputNumber min={0} max={120} />
        </Form.Item>
        <Form.Item name="again_minutes" label={t("rota.again")}>
          <InputNumber min={1} max={240} />
        </Form.Item>
        <Button htmlType="submit" loading={write.isPending}>
          {t("rota.save")}
        </Button>
      </Form>
    </Card>
  );
}
