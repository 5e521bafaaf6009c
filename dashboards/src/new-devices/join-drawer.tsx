import { Alert, Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";

import { asProblem } from "../api/problem";
import type { DeviceToJoin, NewDevice } from "../api/schema";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import styles from "./new-devices.module.css";
import { useJoin, usePreview } from "./use-new-devices";
import { useSpaceOptions, useTypeOptions } from "./use-options";

interface JoinDrawerProps {
  readonly device: NewDevice;
  readonly close: () => void;
  readonly joined: () => void;
}

interface Chosen {
  readonly id: string;
  readonly type: string | null;
  readonly space: string | null;
  readonly name_zh: string;
  readonly name_en: string;
}

const NATIVE = "native";

/** Binds a new device: what can be told from what it said is filled in, so that mostly one click is left. */
export function JoinDrawer({ device, close, joined }: JoinDrawerProps) {
  const { t } = useWords();
  const narrow = useNarrow();
  const types = useTypeOptions(device);
  const spaces = useSpaceOptions();
  const [form] = Form.useForm<Chosen>();
  const type = Form.useWatch("type", form) ?? device.proposed.type;
  const [told, setTold] = useState<{ readonly problem: string; readonly entry: string } | null>(null);
  const joining = useJoin();
  const preview = usePreview();
  const fit = device.fits.find((each) => each.type === type);
  const first: Chosen = {
    id: device.proposed.id,
    type: device.proposed.type,
    space: device.proposed.space,
    name_zh: device.proposed.name?.zh ?? device.name,
    name_en: device.proposed.name?.en ?? device.name,
  };

  function asked(chosen: Chosen): DeviceToJoin {
    const counts = device.fits.find((each) => each.type === chosen.type)?.counts ?? {};
    const { site, dialect, name } = device;
    return { ...chosen, site, dialect, name, type: chosen.type ?? "", space: chosen.space ?? "", counts };
  }
  function onError(error: unknown) {
    const problem = asProblem(error);
    setTold({ problem: problem.status === 0 ? t("problem.notSaved") : problem.detail || problem.title || t("problem.title"), entry: problem.entry });
  }
  const show = () =>
    void form.validateFields().then(
      (chosen) => preview.mutate(asked(chosen), { onSuccess: ({ entry }) => setTold({ problem: "", entry }), onError }),
      () => undefined,
    );
  const required = [{ required: true, whitespace: true, message: t("newDevices.missing") }];
  const native = device.dialect === NATIVE;

  return (
    <Drawer
      open
      onClose={close}
      placement={narrow ? "bottom" : "right"}
      size={narrow ? "90%" : 560}
      title={t("newDevices.joinIt", { name: device.name })}
      extra={
        <Button type="primary" onClick={() => form.submit()} loading={joining.isPending} data-testid="join-confirm">
          {t("newDevices.join")}
        </Button>
      }
    >
      <Form<Chosen>
        form={form}
        layout="vertical"
        initialValues={first}
        onValuesChange={() => setTold(null)}
        onFinish={(chosen) => joining.mutate(asked(chosen), { onSuccess: joined, onError })}
        data-testid="join-form"
      >
        {told !== null && told.problem !== "" && <Alert type="error" title={told.problem} role="alert" data-testid="join-problem" style={{ marginBottom: 16 }} />}
        <Form.Item
          name="type"
          label={t("newDevices.type")}
          rules={[{ required: true, message: t("newDevices.missing") }]}
          extra={fit !== undefined && fit.unknown.length > 0 ? t("newDevices.unknownKeys", { keys: fit.unknown.join(", ") }) : undefined}
        >
          <Select showSearch={{ optionFilterProp: "label" }} options={types} data-testid="join-type" />
        </Form.Item>
        <Form.Item name="space" label={t("newDevices.space")} rules={[{ required: true, message: t("newDevices.missing") }]}>
          <Select showSearch={{ optionFilterProp: "label" }} options={spaces} data-testid="join-space" />
        </Form.Item>
        <Form.Item name="name_zh" label={t("newDevices.nameZh")} rules={required}>
          <Input maxLength={100} data-testid="join-name-zh" />
        </Form.Item>
        <Form.Item name="name_en" label={t("newDevices.nameEn")} rules={required}>
          <Input maxLength={100} data-testid="join-name-en" />
        </Form.Item>
        <Form.Item name="id" label={t("newDevices.id")} rules={required} extra={t(native ? "newDevices.idFixed" : "newDevices.idHint")}>
          <Input maxLength={64} disabled={native} data-testid="join-id" />
        </Form.Item>
      </Form>
      <Button onClick={show} loading={preview.isPending} data-testid="join-preview">
        {t("newDevices.preview")}
      </Button>
      {told !== null && told.entry !== "" && (
        <div style={{ marginTop: 16 }}>
          <p>{t(told.problem === "" ? "newDevices.entry" : "newDevices.byHand")}</p>
          <pre className={styles.entry} data-testid="join-entry">
            {told.entry}
          </pre>
        </div>
      )}
    </Drawer>
  );
}
