import { Form, InputNumber, Modal, Select } from "antd";
import { useState } from "react";

import type { FaultKind, NewFault, SimulatedDevice } from "../api/schema";
import { useWords } from "../messages/language-context";
import { KINDS, RATED } from "./fault-kinds";
import { ValueItem } from "./value-item";
import { useSteering } from "./use-simulation";

interface BreakDialogProps {
  readonly device: SimulatedDevice;
  readonly close: () => void;
}

interface Written {
  readonly kind: FaultKind;
  readonly minutes: number;
  readonly percent?: number;
  readonly hold_s?: number;
  readonly skew_s?: number;
  readonly point?: string;
  readonly per_hour?: number;
  readonly every_s?: number;
  readonly value?: NewFault["value"];
}

function asked({ kind, minutes, percent, ...rest }: Written): NewFault {
  return { kind, for_s: minutes * 60, ...(percent === undefined ? {} : { rate: percent / 100 }), ...rest } as NewFault;
}

/** How a device is to be broken, and for how long: it mends itself afterwards. */
export function BreakDialog({ device, close }: BreakDialogProps) {
  const { t, text } = useWords();
  const [form] = Form.useForm<Written>();
  const [kind, setKind] = useState<FaultKind>("go_silent");
  const point = Form.useWatch("point", form);
  const steering = useSteering();
  const needed = [{ required: true, message: t("simulation.required") }];
  const kinds = KINDS.filter((each) => each !== "lose_connection" || device.own_connection);
  const points = device.points.filter((each) => kind === "hold" || each.kind === (kind === "drift" ? "analog" : "binary"));
  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={steering.isPending}
      title={t("simulation.breakTitle", { name: text(device.name) })}
      okText={t("simulation.break")}
      okButtonProps={{ "data-testid": "break-ok" }}
    >
      <Form<Written>
        form={form}
        name="break"
        layout="vertical"
        initialValues={{ kind: "go_silent", minutes: 10 }}
        onValuesChange={(changed) => {
          if (changed.kind !== undefined) {
            setKind(changed.kind);
            form.resetFields(["point", "value"]);
          }
          if ("point" in changed) form.resetFields(["value"]);
        }}
        onFinish={(written) => void steering.mutateAsync({ do: "break", device: device.id, body: asked(written) }).then(close, () => undefined)}
        preserve={false}
      >
        <Form.Item name="kind" label={t("simulation.kind")} rules={needed}>
          <Select options={kinds.map((each) => ({ value: each, label: <span data-testid={`kind-${each}`}>{t(`simulation.kind.${each}`)}</span> }))} data-testid="fault-kind" />
        </Form.Item>
        <Form.Item name="minutes" label={t("simulation.minutes")} rules={needed}>
          <InputNumber min={1} max={1440} inputMode="decimal" data-testid="fault-minutes" />
        </Form.Item>
        {RATED.has(kind) && (
          <Form.Item name="percent" label={t("simulation.rate")} initialValue={100} rules={needed}>
            <InputNumber min={1} max={100} inputMode="decimal" />
          </Form.Item>
        )}
        {(kind === "late" || kind === "reorder") && (
          <Form.Item name="hold_s" label={t("simulation.hold")} initialValue={60} rules={needed}>
            <InputNumber min={1} max={3600} inputMode="decimal" />
          </Form.Item>
        )}
        {kind === "clock_skew" && (
          <Form.Item name="skew_s" label={t("simulation.skew")} initialValue={600} rules={needed}>
            <InputNumber inputMode="text" />
          </Form.Item>
        )}
        {(kind === "drift" || kind === "flapping" || kind === "hold") && (
          <Form.Item name="point" label={t("simulation.point")} rules={kind === "hold" ? needed : []}>
            <Select
              allowClear={kind !== "hold"}
              placeholder={kind === "hold" ? undefined : t("simulation.everything")}
              options={points.map((each) => ({ value: each.key, label: `${text(each.name)}${each.unit === null || each.unit === "" ? "" : ` (${each.unit})`}` }))}
              data-testid="fault-point"
            />
          </Form.Item>
        )}
        {kind === "drift" && (
          <Form.Item name="per_hour" label={t("simulation.perHour")} initialValue={1} rules={needed}>
            <InputNumber inputMode="text" />
          </Form.Item>
        )}
        {kind === "flapping" && (
          <Form.Item name="every_s" label={t("simulation.every")} initialValue={20} rules={needed}>
            <InputNumber min={1} max={3600} inputMode="decimal" />
          </Form.Item>
        )}
        {kind === "hold" && point !== undefined && <ValueItem kind={points.find((each) => each.key === point)?.kind ?? "analog"} />}
      </Form>
    </Modal>
  );
}
