import { Form, Input, Modal } from "antd";

import type { NewApiClient } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { SiteChoice } from "./site-choice";
import { useClientWrite } from "./use-clients";

interface ClientDialogProps {
  readonly open: boolean;
  /** With the key of a new one. */
  readonly close: (key: string | null) => void;
}

/** A machine that may open orders: its name, and where. */
export function ClientDialog({ open, close }: ClientDialogProps) {
  const { t } = useWords();
  const { site } = useHere();
  const [form] = Form.useForm<NewApiClient>();
  const write = useClientWrite();
  return (
    <Modal
      open={open}
      onCancel={() => close(null)}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("outside.client.add")}
      okButtonProps={{ "data-testid": "client-ok" }}
      destroyOnHidden
    >
      <p className="quiet">{t("outside.client.noneHint")}</p>
      <Form<NewApiClient>
        form={form}
        name="client"
        layout="vertical"
        initialValues={{ sites: [site.id] }}
        onFinish={(body) => void write.mutateAsync({ what: "add", body }).then(close, () => undefined)}
        preserve={false}
      >
        <Form.Item name="name" label={t("outside.name")} rules={[{ required: true, whitespace: true, message: t("outside.nameMissing") }]}>
          <Input maxLength={60} ref={focusSoon} data-testid="client-name" />
        </Form.Item>
        <Form.Item name="sites" label={t("outside.sites")} rules={[{ required: true, message: t("outside.webhook.eventsMissing") }]}>
          <SiteChoice />
        </Form.Item>
      </Form>
    </Modal>
  );
}
