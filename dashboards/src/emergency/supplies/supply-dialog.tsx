import { Form, Input, InputNumber, Modal, Select } from "antd";

import type { Post, Supply } from "../../api/schema";
import { useSpaces } from "../../assets/use-spaces";
import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";
import { POSTS } from "../../rota/words";
import { useHere } from "../../sites/site-context";
import styles from "./supplies.module.css";
import { useSupplyWrite } from "./use-supplies";

const USUAL_DAYS = 30;

interface Written {
  readonly name: string;
  readonly unit?: string;
  readonly count?: number;
  readonly wanted: number;
  readonly post: Post;
  readonly check_every_days: number;
  readonly space?: string;
  readonly spot?: string;
  readonly note?: string;
  readonly expires_on?: string;
}

interface SupplyDialogProps {
  /** The one that changes; without it, a new one. */
  readonly supply?: Supply;
  readonly close: () => void;
}

/** What is kept, where, how much of it there ought to be, and who looks after it how often. */
export function SupplyDialog({ supply, close }: SupplyDialogProps) {
  const { t, text, word } = useWords();
  const { site } = useHere();
  const { data: spaces } = useSpaces();
  const write = useSupplyWrite();
  const [form] = Form.useForm<Written>();

  function send({ count = 0, unit = "", space, spot = "", note = "", expires_on, ...rest }: Written) {
    const body = { ...rest, unit, spot, note, space: space ?? null, expires_on: expires_on === undefined || expires_on === "" ? null : expires_on };
    write.mutate(supply === undefined ? { step: "add", body: { ...body, site: site.id, count } } : { step: "change", supply, body }, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(supply === undefined ? "supplies.add" : "supplies.change")}
      okText={t("supplies.save")}
      okButtonProps={{ "data-testid": "supply-ok" }}
    >
      <Form<Written>
        form={form}
        layout="vertical"
        initialValues={{
          name: supply?.name ?? "",
          unit: supply?.unit ?? "",
          wanted: supply?.wanted ?? 1,
          post: supply?.post ?? "duty_engineer",
          check_every_days: supply?.check_every_days ?? USUAL_DAYS,
          space: supply?.space ?? undefined,
          spot: supply?.spot ?? "",
          note: supply?.note ?? "",
          expires_on: supply?.expires_on ?? "",
        }}
        onFinish={send}
      >
        <Form.Item name="name" label={t("supplies.name")} rules={[{ required: true, whitespace: true, message: t("supplies.nameMissing") }]}>
          <Input maxLength={100} ref={focusSoon} placeholder={t("supplies.nameExample")} data-testid="supply-name" />
        </Form.Item>
        <div className={styles.row}>
          {supply === undefined && (
            <Form.Item name="count" label={t("supplies.countNow")} rules={[{ required: true, message: t("supplies.countMissing") }]}>
              <InputNumber min={0} max={99_999} precision={0} inputMode="numeric" data-testid="supply-count" />
            </Form.Item>
          )}
          <Form.Item name="wanted" label={t("supplies.wanted")} rules={[{ required: true, message: t("supplies.countMissing") }]}>
            <InputNumber min={0} max={99_999} precision={0} inputMode="numeric" data-testid="supply-wanted" />
          </Form.Item>
          <Form.Item name="unit" label={t("supplies.unit")}>
            <Input maxLength={20} placeholder={t("supplies.unitExample")} />
          </Form.Item>
        </div>
        <Form.Item name="space" label={t("supplies.place")}>
          <Select allowClear showSearch={{ optionFilterProp: "label" }} options={(spaces ?? []).map((space) => ({ value: space.id, label: text(space.name) }))} />
        </Form.Item>
        <Form.Item name="spot" label={t("supplies.spot")}>
          <Input maxLength={200} placeholder={t("supplies.spotExample")} data-testid="supply-spot" />
        </Form.Item>
        <div className={styles.row}>
          <Form.Item name="post" label={t("supplies.post")}>
            <Select options={POSTS.map((post) => ({ value: post, label: word("rota.post", post) }))} className={styles.wide} />
          </Form.Item>
          <Form.Item name="check_every_days" label={t("supplies.every")} rules={[{ required: true, message: t("supplies.everyMissing") }]}>
            <InputNumber min={1} max={366} precision={0} inputMode="numeric" />
          </Form.Item>
        </div>
        <Form.Item name="expires_on" label={t("supplies.expires")}>
          <Input type="date" data-testid="supply-expires" />
        </Form.Item>
        <Form.Item name="note" label={t("supplies.note")}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
