import { Form, Input, Modal, Radio, Select } from "antd";
import { useNavigate } from "react-router";

import type { Severity } from "../../api/schema";
import { useAssets } from "../../assets/use-assets";
import { useSpaces } from "../../assets/use-spaces";
import { useWords } from "../../messages/language-context";
import { SeverityMark } from "../../severity/severity-mark";
import { useHere } from "../../sites/site-context";
import { useStartablePlans, useStartByHand } from "./use-runs";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium"];
const SPACE = "space:";
const ASSET = "asset:";

interface Given {
  readonly plan: string;
  readonly stage: "response" | "preparation";
  readonly reason: string;
  readonly severity: Severity;
  readonly where?: string;
}

/** Which plan, where, why: it starts at once, and everybody on its posts is told. */
export function StartDialog({ plan: chosen, close }: { readonly plan?: string; readonly close: () => void }) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const { data: plans } = useStartablePlans(site.id);
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const navigate = useNavigate();
  const start = useStartByHand();
  const [form] = Form.useForm<Given>();
  const key = Form.useWatch("plan", form);
  const prepares = plans?.find((plan) => plan.key === key)?.prepares ?? false;
  const places = [
    ...(spaces ?? []).map((space) => ({ value: SPACE + space.id, label: text(space.name) })),
    ...(assets ?? []).map((asset) => ({ value: ASSET + asset.id, label: `${text(asset.place)} · ${text(asset.name)}` })),
  ];

  function send({ plan, stage, reason, severity, where = "" }: Given) {
    start.mutate(
      {
        site: site.id,
        plan,
        stage: prepares ? stage : "response",
        reason,
        severity,
        space: where.startsWith(SPACE) ? where.slice(SPACE.length) : null,
        asset: where.startsWith(ASSET) ? where.slice(ASSET.length) : null,
      },
      { onSuccess: (run) => void navigate(`/emergency/runs/${run.id}`) },
    );
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={start.isPending}
      title={t("planRuns.startByHand")}
      okText={t("planRuns.start")}
      okButtonProps={{ danger: true, "data-testid": "start-ok" }}
    >
      <p className="quiet">{t("planRuns.startHint")}</p>
      <Form form={form} layout="vertical" onFinish={send} initialValues={{ plan: chosen, stage: "response", severity: "critical" }}>
        <Form.Item name="plan" label={t("planRuns.plan")} rules={[{ required: true, message: t("planRuns.planMissing") }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            loading={plans === undefined}
            options={(plans ?? []).map((plan) => ({ value: plan.key, label: text(plan.title) }))}
            data-testid="start-plan-key"
          />
        </Form.Item>
        {prepares && (
          <Form.Item name="stage" label={t("planRuns.stage")}>
            <Radio.Group optionType="button" options={(["response", "preparation"] as const).map((stage) => ({ value: stage, label: word("planRun.stage", stage) }))} />
          </Form.Item>
        )}
        <Form.Item name="reason" label={t("planRuns.why")} rules={[{ required: true, whitespace: true, message: t("planRuns.wordsMissing") }]}>
          <Input.TextArea rows={2} maxLength={500} placeholder={t("planRuns.whyExample")} data-testid="start-reason" />
        </Form.Item>
        <Form.Item name="where" label={t("planRuns.where")}>
          <Select allowClear showSearch={{ optionFilterProp: "label" }} options={places} data-testid="start-where" />
        </Form.Item>
        <Form.Item name="severity" label={t("planRuns.severity")}>
          <Radio.Group optionType="button" options={SEVERITIES.map((one) => ({ value: one, label: <SeverityMark severity={one} /> }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
