import { Form, Input } from "antd";

import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { lasting } from "../time/ago";
import { wallOf } from "../time/wall-clock";
import { ChipRow } from "./chip-row";

const HOUR_MS = 3_600_000;

interface UntilItemProps {
  readonly label: string;
  readonly missing: string;
  /** From when on it is made longer (epoch ms). */
  readonly from: number;
  /** How much longer the chips make it. */
  readonly hours: readonly number[];
}

/** Until when something is extended: the field `until` of the form around it, a wall clock of the site; chips for the usual. */
export function UntilItem({ label, missing, from, hours }: UntilItemProps) {
  const { t } = useWords();
  const zone = useZone();
  const form = Form.useFormInstance<{ until?: string }>();
  const chips = hours.map((more) => {
    const length = lasting(more * HOUR_MS);
    return { name: String(more), label: `+ ${t(length.key, length.values)}` };
  });
  return (
    <Form.Item
      label={label}
      required
      htmlFor="until"
      extra={
        <div style={{ marginTop: 8 }}>
          <ChipRow chips={chips} chosen={null} choose={({ name }) => form.setFieldValue("until", wallOf(from + Number(name) * HOUR_MS, zone))} />
        </div>
      }
    >
      <Form.Item name="until" noStyle rules={[{ required: true, message: missing }]}>
        <Input type="datetime-local" data-testid="step-until" />
      </Form.Item>
    </Form.Item>
  );
}
