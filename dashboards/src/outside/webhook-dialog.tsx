import { Form, Input, Modal, Select } from "antd";

import type { NewWebhook, Webhook } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ORDER_STEPS, useEventWords } from "./event-words";
import { SiteChoice } from "./site-choice";
import { useClients } from "./use-clients";
import { useWebhookWrite } from "./use-webhooks";

interface WebhookDialogProps {
  readonly open: boolean;
  /** `null`: a new one. */
  readonly webhook: Webhook | null;
  /** With the secret of a new one. */
  readonly close: (secret: string | null) => void;
}

/** An endpoint: where, of which sites, of what. */
export function WebhookDialog({ open, webhook, close }: WebhookDialogProps) {
  const { t } = useWords();
  const { site, me } = useHere();
  const eventWords = useEventWords();
  const [form] = Form.useForm<NewWebhook>();
  const write = useWebhookWrite();
  const clients = useClients();
  const start = webhook ?? { sites: me.sites.includes("*") ? ["*"] : [site.id], events: ["work-order"] };

  function finish(body: NewWebhook) {
    const asked = webhook === null ? ({ what: "add", body } as const) : ({ what: "change", webhook, body } as const);
    write.mutateAsync(asked).then(close, () => undefined);
  }

  return (
    <Modal
      open={open}
      onCancel={() => close(null)}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t(webhook === null ? "outside.webhook.add" : "outside.webhook.change")}
      okButtonProps={{ "data-testid": "webhook-ok" }}
      destroyOnHidden
    >
      <Form<NewWebhook> form={form} name="webhook" layout="vertical" initialValues={start} onFinish={finish} preserve={false}>
        <Form.Item name="name" label={t("outside.name")} rules={[{ required: true, whitespace: true, message: t("outside.nameMissing") }]}>
          <Input maxLength={60} ref={focusSoon} data-testid="webhook-name" />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("outside.webhook.url")}
          extra={t("outside.webhook.urlHint")}
          rules={[{ required: true, pattern: /^https?:\/\/\S+$/, message: t("outside.webhook.urlMissing") }]}
        >
          <Input type="url" inputMode="url" maxLength={2000} placeholder="https://" autoComplete="off" data-testid="webhook-url" />
        </Form.Item>
        <Form.Item name="events" label={t("outside.webhook.events")} rules={[{ required: true, message: t("outside.webhook.eventsMissing") }]}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            options={[
              { value: "work-order", label: eventWords("work-order") },
              { value: "alarm", label: eventWords("alarm") },
              {
                label: t("outside.webhook.orderSteps"),
                options: ORDER_STEPS.map((step) => ({ value: `work-order.${step}`, label: eventWords(`work-order.${step}`) })),
              },
            ]}
          />
        </Form.Item>
        <Form.Item name="sites" label={t("outside.sites")} rules={[{ required: true, message: t("outside.webhook.eventsMissing") }]}>
          <SiteChoice />
        </Form.Item>
        {webhook === null && (
          <Form.Item name="client" label={t("outside.webhook.client")}>
            <Select
              allowClear
              placeholder={t("outside.webhook.anyClient")}
              options={clients.data?.items.filter((each) => each.revoked_at === null).map((each) => ({ value: each.id, label: each.name })) ?? []}
            />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
