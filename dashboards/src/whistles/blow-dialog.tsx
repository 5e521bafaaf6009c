import { Form, Input, Modal, Radio, Select } from "antd";
import { useNavigate } from "react-router";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import type { Department, Severity, WorkOrder } from "../api/schema";
import { useAssets } from "../assets/use-assets";
import { useSpaces } from "../assets/use-spaces";
import chipStyles from "../layout/chip-row.module.css";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { useHere } from "../sites/site-context";
import { useBlow } from "./use-whistles";

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];
const USUAL_MINUTES: Readonly<Partial<Record<Severity, number>>> = { critical: 5, high: 15, medium: 30, low: 30 };
const MINUTES = [5, 10, 15, 30, 60] as const;
const SPACE = "space:";
const ASSET = "asset:";

interface Given {
  readonly matter: string;
  readonly severity: Severity;
  readonly departments: Department[];
  readonly where?: string;
  readonly bring?: string;
  readonly within: number;
}

interface BlowDialogProps {
  readonly close: () => void;
  /** The order that it is about; without one another is opened. */
  readonly order?: Pick<WorkOrder, "id" | "title" | "asset">;
}

/** What, for whom, how urgent: everything else may be left out. */
export function BlowDialog({ close, order }: BlowDialogProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const { data: assets } = useAssets();
  const { data: spaces } = useSpaces();
  const navigate = useNavigate();
  const blow = useBlow();
  const [form] = Form.useForm<Given>();
  const severity = Form.useWatch("severity", form);
  const places = [
    ...(spaces ?? []).map((space) => ({ value: SPACE + space.id, label: text(space.name) })),
    ...(assets ?? []).map((asset) => ({ value: ASSET + asset.id, label: `${text(asset.place)} · ${text(asset.name)}` })),
  ];

  function send({ matter, severity: chosen, departments, where = "", bring = "", within }: Given) {
    blow.mutate(
      {
        site: site.id,
        matter,
        severity: chosen,
        departments,
        bring,
        space: where.startsWith(SPACE) ? where.slice(SPACE.length) : null,
        asset: where.startsWith(ASSET) ? where.slice(ASSET.length) : null,
        order_id: order?.id ?? null,
        within_minutes: within === 0 ? null : within,
      },
      {
        onSuccess: (whistle) => {
          close();
          void navigate(`/whistles/${whistle.id}`);
        },
      },
    );
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={blow.isPending}
      title={t("whistles.blowTitle")}
      okText={t("whistles.send")}
      okButtonProps={{ "data-testid": "blow-ok" }}
    >
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{
          matter: order === undefined ? "" : text(order.title),
          severity: "high",
          departments: [],
          within: 0,
          where: order?.asset == null ? undefined : ASSET + order.asset,
        }}
        onFinish={send}
      >
        <Form.Item name="matter" label={t("whistles.matter")} rules={[{ required: true, whitespace: true, message: t("whistles.matterMissing") }]}>
          <Input maxLength={200} ref={focusSoon} placeholder={t("whistles.matterExample")} data-testid="blow-matter" />
        </Form.Item>
        <Form.Item
          name="departments"
          label={t("whistles.departments")}
          extra={t("whistles.departmentsHint")}
          rules={[{ required: true, message: t("whistles.departmentsMissing") }]}
        >
          <Departments />
        </Form.Item>
        <Form.Item name="severity" label={t("whistles.severity")}>
          <Radio.Group optionType="button" options={SEVERITIES.map((one) => ({ value: one, label: <SeverityMark severity={one} /> }))} />
        </Form.Item>
        <Form.Item name="within" label={t("whistles.within")}>
          <Select
            options={[
              { value: 0, label: t("whistles.usual", { n: USUAL_MINUTES[severity] ?? 15 }) },
              ...MINUTES.map((minutes) => ({ value: minutes, label: t("whistles.minutes", { n: minutes }) })),
            ]}
          />
        </Form.Item>
        <Form.Item name="where" label={t("whistles.where")}>
          <Select allowClear showSearch={{ optionFilterProp: "label" }} placeholder={t("whistles.whereHint")} options={places} />
        </Form.Item>
        <Form.Item name="bring" label={t("whistles.bring")}>
          <Input.TextArea rows={2} maxLength={500} placeholder={t("whistles.bringExample")} data-testid="blow-bring" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface DepartmentsProps {
  readonly value?: Department[];
  readonly onChange?: (chosen: Department[]) => void;
}

/** Departments as chips, in the order in which they are chosen: nobody opens a list in a hurry. */
function Departments({ value = [], onChange }: DepartmentsProps) {
  const { t, word } = useWords();
  return (
    <div className={chipStyles.chips} role="group" aria-label={t("whistles.departments")}>
      {DEPARTMENTS.map((department) => (
        <button
          key={department}
          type="button"
          className={chipStyles.chip}
          aria-pressed={value.includes(department)}
          onClick={() => onChange?.(value.includes(department) ? value.filter((one) => one !== department) : [...value, department])}
          data-testid={`call-${department}`}
        >
          {word("department", department)}
        </button>
      ))}
    </div>
  );
}
