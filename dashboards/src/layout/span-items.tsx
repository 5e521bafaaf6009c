import { Form, Input } from "antd";

import { momentOfWall } from "../time/wall-clock";
import styles from "./span-items.module.css";

interface Words {
  readonly since: string;
  readonly sinceMissing: string;
  readonly until: string;
  readonly untilMissing: string;
  readonly untilEarly: string;
}

/** From when (`since`) to when (`until`), by the clocks of a site; the end is after the beginning. */
export function SpanItems({ words, zone, testId }: { readonly words: Words; readonly zone: string; readonly testId: string }) {
  return (
    <div className={styles.two}>
      <Form.Item name="since" label={words.since} rules={[{ required: true, message: words.sinceMissing }]}>
        <Input type="datetime-local" data-testid={`${testId}-since`} />
      </Form.Item>
      <Form.Item
        name="until"
        label={words.until}
        dependencies={["since"]}
        rules={[
          { required: true, message: words.untilMissing },
          ({ getFieldValue }) => ({
            validator: (_, until: string) =>
              momentOfWall(until, zone) > momentOfWall(String(getFieldValue("since")), zone) ? Promise.resolve() : Promise.reject(new Error(words.untilEarly)),
          }),
        ]}
      >
        <Input type="datetime-local" data-testid={`${testId}-until`} />
      </Form.Item>
    </div>
  );
}
