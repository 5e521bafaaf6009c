import { Form, Input, InputNumber, Select } from "antd";

import { useWords } from "../messages/language-context";

/** The value that a point of `kind` is to hold: the field `value` of the form around it. */
export function ValueItem({ kind }: { readonly kind: string }) {
  const { t } = useWords();
  const number = kind === "analog" || kind === "counter";
  return (
    <Form.Item name="value" label={t("simulation.value")} rules={[{ required: true, message: t("simulation.required") }]}>
      {number ? (
        <InputNumber inputMode="text" data-testid="fault-value" />
      ) : kind === "binary" ? (
        <Select
          options={[
            { value: true, label: t("simulation.yes") },
            { value: false, label: t("simulation.no") },
          ]}
        />
      ) : (
        <Input maxLength={100} />
      )}
    </Form.Item>
  );
}
