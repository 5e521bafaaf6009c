import { Form, Input, Modal, Segmented } from "antd";
import { useState } from "react";

import type { ContactChannels } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useContactWrite } from "./use-contacts";

type Channel = ContactChannels["items"][number];

interface AddContactDialogProps {
  readonly open: boolean;
  readonly close: () => void;
  readonly channels: readonly Channel[];
}

interface Entered {
  readonly address: string;
  readonly label?: string;
}

/** How a field of an address is typed in. */
const INPUT: Readonly<Record<string, { readonly type: string; readonly inputMode: "tel" | "email" | "text"; readonly autoComplete: string }>> = {
  phone: { type: "tel", inputMode: "tel", autoComplete: "tel" },
  address: { type: "email", inputMode: "email", autoComplete: "email" },
};

/** A number, an address: a code goes there, and proves whose it is. */
export function AddContactDialog({ open, close, channels }: AddContactDialogProps) {
  const { t, text, word } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const [form] = Form.useForm<Entered>();
  const write = useContactWrite();
  const channel = channels.find((each) => each.channel === chosen) ?? channels[0];
  if (channel === undefined) return null;
  const field = channel.fields[0] ?? "address";
  const input = INPUT[field] ?? { type: "text", inputMode: "text", autoComplete: "off" };

  async function add({ address, label }: Entered, to: string) {
    await write.mutateAsync({ what: "add", channel: to, address: { [field]: address.trim() }, label: label?.trim() ?? "" });
    form.resetFields();
    close();
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("contacts.add")}
      okText={channel.needs_code ? t("contacts.sendCode") : t("contacts.add")}
      okButtonProps={{ "data-testid": "add-ok" }}
      destroyOnHidden
    >
      <Form<Entered> form={form} name="contact" layout="vertical" onFinish={(entered) => void add(entered, channel.channel).catch(() => undefined)} preserve={false}>
        {channels.length > 1 && (
          <Form.Item label={t("contacts.by")}>
            <Segmented
              value={channel.channel}
              onChange={setChosen}
              options={channels.map((each) => ({ value: each.channel, label: text(each.name) }))}
              data-testid="by"
            />
          </Form.Item>
        )}
        <Form.Item name="address" label={word("contacts.field", field)} rules={[{ required: true, whitespace: true, message: t("contacts.addressMissing") }]}>
          <Input {...input} maxLength={254} ref={focusSoon} data-testid="address" />
        </Form.Item>
        <Form.Item name="label" label={t("contacts.label")}>
          <Input maxLength={40} placeholder={t("contacts.labelHint")} data-testid="label" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
