import { Button, Form, Input, Modal } from "antd";
import { useState } from "react";

import type { VisitDetail } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useReveal } from "./use-visits";

/** Who it is: masked, until somebody who may says why they need it. */
export function Visitor({ visit }: { readonly visit: VisitDetail }) {
  const { t } = useWords();
  const reveal = useReveal(visit.id);
  const [asking, setAsking] = useState(false);
  const [form] = Form.useForm<{ readonly reason: string }>();
  if (!visit.known) return <span className="quiet">{t("visits.forgotten")}</span>;
  if (reveal.data !== undefined)
    return (
      <span data-testid="visitor">
        {reveal.data.name} · <a href={`tel:${reveal.data.phone}`}>{reveal.data.phone}</a>
      </span>
    );
  return (
    <>
      <span data-testid="visitor">{visit.visitor}</span>{" "}
      {visit.may_reveal && (
        <Button size="small" onClick={() => setAsking(true)} data-testid="reveal">
          {t("visits.reveal")}
        </Button>
      )}
      {asking && (
        <Modal
          open
          title={t("visits.reveal")}
          okText={t("visits.reveal")}
          okButtonProps={{ "data-testid": "reveal-ok" }}
          confirmLoading={reveal.isPending}
          onCancel={() => setAsking(false)}
          onOk={() => form.submit()}
        >
          <Form form={form} layout="vertical" onFinish={({ reason }) => reveal.mutate(reason, { onSuccess: () => setAsking(false) })}>
            <Form.Item
              name="reason"
              label={t("visits.revealReason")}
              rules={[{ required: true, whitespace: true, message: t("visits.revealReasonMissing") }]}
              extra={t("visits.revealReasonMissing")}
            >
              <Input maxLength={300} ref={focusSoon} data-testid="reveal-reason" />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </>
  );
}
