import { Checkbox, Form, Input, Modal } from "antd";

import type { NumberToCall } from "../../api/schema";
import { focusSoon } from "../../layout/focus-soon";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import styles from "./em-plans.module.css";
import { useNumberWrite } from "./use-plans";

interface Written {
  readonly contact: string;
  readonly zh?: string;
  readonly en?: string;
  readonly number?: string;
  readonly note?: string;
  readonly checked?: boolean;
}

interface NumberDialogProps {
  /** The one that changes; without it, a contact of the site's own. */
  readonly number?: NumberToCall;
  readonly close: () => void;
}

const SLUG = /^[a-z0-9-]{1,64}$/;

/** Who it is, at which number. */
export function NumberDialog({ number, close }: NumberDialogProps) {
  const { t } = useWords();
  const { site } = useHere();
  const write = useNumberWrite(site.id);
  const [form] = Form.useForm<Written>();

  function send({ contact, zh = "", en = "", number: dialled = "", note = "", checked = false }: Written) {
    const body = { name: zh.trim() === "" && en.trim() === "" ? null : { zh, en }, number: dialled, note, checked };
    write.mutate({ step: "put", contact: number?.contact ?? contact, version: number?.version ?? 0, body }, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(number === undefined ? "emPlans.numberAdd" : "emPlans.numberChange")}
      okText={t("emPlans.save")}
      okButtonProps={{ "data-testid": "number-ok" }}
    >
      <Form<Written>
        form={form}
        layout="vertical"
        initialValues={{ zh: number?.name.zh ?? "", en: number?.name.en ?? "", number: number?.number ?? "", note: number?.note ?? "", checked: false }}
        onFinish={send}
      >
        <div className={styles.two}>
          <Form.Item name="zh" label={t("emPlans.nameZh")} rules={number === undefined ? [{ required: true, whitespace: true, message: t("emPlans.nameMissing") }] : []}>
            <Input maxLength={60} data-testid="number-zh" />
          </Form.Item>
          <Form.Item name="en" label={t("emPlans.nameEn")}>
            <Input maxLength={60} data-testid="number-en" />
          </Form.Item>
        </div>
        {number === undefined && (
          <Form.Item name="contact" label={t("emPlans.contactKey")} extra={t("emPlans.contactKeyHint")} rules={[{ required: true, pattern: SLUG, message: t("emPlans.contactKeyHint") }]}>
            <Input maxLength={64} placeholder="night-crew" data-testid="number-key" />
          </Form.Item>
        )}
        <Form.Item name="number" label={t("emPlans.number")}>
          <Input type="tel" maxLength={40} ref={focusSoon} data-testid="number-number" />
        </Form.Item>
        <Form.Item name="note" label={t("emPlans.note")}>
          <Input maxLength={200} placeholder={t("emPlans.noteExample")} data-testid="number-note" />
        </Form.Item>
        <Form.Item name="checked" valuePropName="checked">
          <Checkbox data-testid="number-sure">{t("emPlans.sure")}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
