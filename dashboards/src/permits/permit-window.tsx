import { Form, Input } from "antd";

import { ChipRow } from "../layout/chip-row";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { lasting } from "../time/ago";
import { momentOfWall, wallOf } from "../time/wall-clock";
import styles from "./new-permit.module.css";

const HOUR_MS = 3_600_000;
const HOURS = [1, 2, 4, 8, 24] as const;

/** From the next five minutes on, for four hours. */
export function firstWindow(zone: string): { readonly starts: string; readonly until: string } {
  const soon = Math.ceil(Date.now() / 300_000) * 300_000;
  return { starts: wallOf(soon, zone), until: wallOf(soon + 4 * HOUR_MS, zone) };
}

/** When the work may be done, in the site's time: the fields `starts` and `until` of the form around it. */
export function PermitWindow({ longestHours }: { readonly longestHours: number | null }) {
  const { t } = useWords();
  const zone = useZone();
  const form = Form.useFormInstance<{ starts: string; until: string }>();
  const starts = Form.useWatch("starts", form);
  return (
    <>
      <div className={styles.two}>
        <Form.Item name="starts" label={t("permit.starts")} rules={[{ required: true, message: t("permit.startsMissing") }]}>
          <Input type="datetime-local" data-testid="permit-starts" />
        </Form.Item>
        <Form.Item
          name="until"
          label={t("permit.until")}
          dependencies={["starts"]}
          rules={[
            { required: true, message: t("permit.untilMissing") },
            ({ getFieldValue }) => ({
              validator: (_, until: string) => {
                const length = momentOfWall(until, zone) - momentOfWall(String(getFieldValue("starts")), zone);
                if (length <= 0) return Promise.reject(new Error(t("permit.untilEarly")));
                if (longestHours !== null && length > longestHours * HOUR_MS) return Promise.reject(new Error(t("permit.tooLong", { n: longestHours })));
                return Promise.resolve();
              },
            }),
          ]}
        >
          <Input type="datetime-local" data-testid="permit-until" />
        </Form.Item>
      </div>
      <ChipRow
        chips={HOURS.filter((hours) => longestHours === null || hours <= longestHours).map((hours) => {
          const length = lasting(hours * HOUR_MS);
          return { name: String(hours), label: t(length.key, length.values) };
        })}
        chosen={null}
        choose={({ name }) => {
          const from = momentOfWall(starts, zone);
          if (!Number.isNaN(from)) form.setFieldValue("until", wallOf(from + Number(name) * HOUR_MS, zone));
        }}
        label={t("permit.howLong")}
      />
    </>
  );
}
