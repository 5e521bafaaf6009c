import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Card, Checkbox, Form, Input, InputNumber, Modal, Popconfirm, Tag, Typography } from "antd";
import { useState } from "react";

import { api, data } from "../api/client";
import type { MadeJobLink, NewJobLink, WorkOrderDetail } from "../api/schema";
import cards from "../layout/cards.module.css";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useMay } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./offline.module.css";

const OVER: ReadonlySet<string> = new Set(["completed", "verified", "closed", "cancelled"]);

/** Links by which people without an account take part in this order (外部链接). */
export function JobLinksCard({ order }: { readonly order: WorkOrderDetail }) {
  const { t, text, word } = useWords();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const mayMake = useMay("dispatch");
  const mayShow = useMay("view_personal");
  const [asking, ask] = useState(false);
  const [made, show] = useState<MadeJobLink | null>(null);
  const queryKey = ["job-links", order.id, order.version] as const;
  const path = { order_id: order.id };
  const { data: links } = useQuery({ queryKey, queryFn: () => data(api.GET("/api/v1/work-orders/{order_id}/job-links", { params: { path } })) });
  const again = () => client.invalidateQueries({ queryKey: ["job-links", order.id] });
  const making = useMutation({
    mutationFn: (body: NewJobLink) => data(api.POST("/api/v1/work-orders/{order_id}/job-links", { params: { path }, body })),
    onSuccess: (told) => {
      ask(false);
      show(told);
      void again();
    },
    onError: tell,
  });
  const over = OVER.has(order.state);
  if (links === undefined || (links.items.length === 0 && (!mayMake || over))) return null;

  async function revoke(link_id: string) {
    await api.DELETE("/api/v1/work-orders/{order_id}/job-links/{link_id}", { params: { path: { ...path, link_id } } });
    await again();
  }

  return (
    <Card
      size="small"
      title={t("offline.job.title")}
      data-testid="job-links"
      extra={
        mayMake &&
        !over && (
          <Button size="small" onClick={() => ask(true)} data-testid="make-job-link">
            {t("offline.job.make")}
          </Button>
        )
      }
    >
      {links.items.length === 0 && <p className="quiet">{t("offline.job.what")}</p>}
      <ul className={cards.cards}>
        {links.items.map((link) => (
          <li key={link.id} className={link.valid ? undefined : cards.gone} data-testid="job-link" data-valid={link.valid}>
            <span className={cards.line}>
              <strong>
                {link.name} {link.phone}
              </strong>
              <span>
                {link.steps.map((step) => (
                  <Tag key={step}>{word("offline.job.step", step)}</Tag>
                ))}
                {link.personal && <Tag>{t("offline.job.withContact")}</Tag>}
              </span>
            </span>
            <span className={cards.line}>
              <span className="quiet">
                {link.revoked_at !== null ? t("offline.job.revoked") : link.opened_at === null ? t("offline.job.unopened") : t("offline.job.opened")}
                {" · "}
                {t("offline.job.until")} <Moment at={link.expires_at} />
              </span>
              {mayMake && link.valid && (
                <Popconfirm title={t("offline.job.revokeAsk")} okText={t("offline.job.revoke")} onConfirm={() => void revoke(link.id).catch(tell)} okButtonProps={{ "data-testid": "revoke-link-ok" }}>
                  <Button size="small" type="text" data-testid="revoke-link">
                    {t("offline.job.revoke")}
                  </Button>
                </Popconfirm>
              )}
            </span>
          </li>
        ))}
      </ul>
      {asking && (
        <Modal open title={t("offline.job.make")} footer={null} onCancel={() => ask(false)}>
          <Form<NewJobLink>
            layout="vertical"
            requiredMark={false}
            initialValues={{ name: "", phone: "", hours: 24, personal: false, note: "" }}
            onFinish={(given) => making.mutate(given)}
          >
            <Form.Item name="name" label={t("offline.job.name")} rules={[{ required: true, whitespace: true, message: t("offline.job.nameMissing") }]}>
              <Input maxLength={40} data-testid="job-name" />
            </Form.Item>
            <Form.Item name="phone" label={t("offline.job.phone")}>
              <Input inputMode="tel" maxLength={32} data-testid="job-phone" />
            </Form.Item>
            <Form.Item name="hours" label={t("offline.job.hours")}>
              <InputNumber min={1} max={336} />
            </Form.Item>
            <Form.Item name="note" label={t("offline.job.note")}>
              <Input.TextArea rows={2} maxLength={1000} data-testid="job-note" />
            </Form.Item>
            {mayShow && (
              <Form.Item name="personal" valuePropName="checked" extra={t("offline.job.personalHint")}>
                <Checkbox data-testid="job-personal">{t("offline.job.personal")}</Checkbox>
              </Form.Item>
            )}
            <Button type="primary" htmlType="submit" loading={making.isPending} data-testid="job-ok">
              {t("offline.job.make")}
            </Button>
          </Form>
        </Modal>
      )}
      {made !== null && (
        <Modal open title={made.name} footer={null} onCancel={() => show(null)}>
          <div className={styles.qr} dangerouslySetInnerHTML={{ __html: made.svg }} />
          <Typography.Paragraph copyable={{ text: text(made.message) }} data-testid="job-message">
            {text(made.message)}
          </Typography.Paragraph>
          <p className="quiet">{t("offline.job.once")}</p>
        </Modal>
      )}
    </Card>
  );
}
