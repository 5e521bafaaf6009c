import { Form, Input, InputNumber, Modal } from "antd";

import type { SimulationNow } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useSteering } from "./use-simulation";

interface ConditionsDialogProps {
  readonly open: boolean;
  readonly now: SimulationNow;
  readonly close: () => void;
}

interface Written {
  readonly speed: number;
  readonly rain: number;
  readonly time: string;
}

/** Weather, time of day and speed of the simulated physics. */
export function ConditionsDialog({ open, now, close }: ConditionsDialogProps) {
  const { t } = useWords();
  const [form] = Form.useForm<Written>();
  const steering = useSteering();

  function finish({ speed, rain, time }: Written) {
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    // The clock went on while they wrote: it is set only for whoever has set it.
    const moved = form.isFieldTouched("time") ? hours + minutes / 60 : undefined;
    steering.mutateAsync({ do: "conditions", body: { speed, rain_mm_h: rain, local_time: moved } }).then(close, () => undefined);
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={steering.isPending}
      title={t("simulation.conditionsTitle")}
      okButtonProps={{ "data-testid": "conditions-ok" }}
      destroyOnHidden
    >
      <Form<Written> form={form} name="conditions" layout="vertical" initialValues={{ speed: now.speed, rain: now.rain_mm_h, time: now.local_time }} onFinish={finish} preserve={false}>
        <Form.Item name="speed" label={t("simulation.speed")} rules={[{ required: true, message: t("simulation.required") }]}>
          <InputNumber min={0.1} max={600} inputMode="decimal" />
        </Form.Item>
        <Form.Item name="rain" label={t("simulation.rain")} rules={[{ required: true, message: t("simulation.required") }]}>
          <InputNumber min={0} max={300} inputMode="decimal" data-testid="rain" />
        </Form.Item>
        <Form.Item name="time" label={t("simulation.hour")} rules={[{ required: true, message: t("simulation.required") }]}>
          <Input type="time" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
