import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Empty, Form, Input, Modal, Popconfirm, Select, Skeleton } from "antd";
import { useState } from "react";

import { api, data } from "../api/client";
import type { Post, RegisteredPhone } from "../api/schema";
import cards from "../layout/cards.module.css";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { Moment } from "../time/moment";
import styles from "./offline.module.css";

const POSTS = ["nearest_guard", "control_room", "guard_captain", "duty_engineer", "second_engineer", "service_centre", "building_steward"] as const satisfies readonly Post[];

/** The phones that belong to posts: registered and ended by whoever arranges duty. */
export default function PostPhonesPage() {
  const { t, word } = useWords();
  const { site } = useHere();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const [asking, ask] = useState(false);
  const [made, show] = useState<RegisteredPhone | null>(null);
  const queryKey = ["phones", site.id] as const;
  const { data: phones, error, refetch } = useQuery({ queryKey, queryFn: () => data(api.GET("/api/v1/phones", { params: { query: { site: site.id } } })) });
  const again = () => client.invalidateQueries({ queryKey });
  const making = useMutation({
    mutationFn: (given: { name: string; post: Post }) => data(api.POST("/api/v1/phones", { body: { site: site.id, ...given } })),
    onSuccess: (told) => {
      ask(false);
      show(told);
      void again();
    },
    onError: tell,
  });

  async function revoke(phone_id: string) {
    await api.DELETE("/api/v1/phones/{phone_id}", { params: { path: { phone_id } } });
    await again();
  }

  return (
    <Page
      title={t("offline.phones")}
      actions={
        <Button type="primary" onClick={() => ask(true)} data-testid="register-phone">
          {t("offline.phone.register")}
        </Button>
      }
    >
      <p className="quiet">{t("offline.phone.what")}</p>
      {error !== null ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : phones === undefined ? (
        <Skeleton active />
      ) : phones.items.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("offline.phone.noneYet")} />
      ) : (
        <ul className={cards.cards}>
          {phones.items.map((phone) => (
            <li key={phone.id} className={cards.card} data-testid="phone" data-phone={phone.id}>
              <span className={cards.line}>
                <strong>{phone.name}</strong>
                <span>{word("rota.post", phone.post)}</span>
              </span>
              <span className={cards.line}>
                <span className="quiet">{phone.seen_at === null ? t("offline.phone.neverUsed") : <Moment at={phone.seen_at} />}</span>
                <Popconfirm title={t("offline.phone.endAsk")} okText={t("offline.phone.end")} onConfirm={() => void revoke(phone.id).catch(tell)} okButtonProps={{ "data-testid": "revoke-ok" }}>
                  <Button danger size="small" data-testid="revoke-phone">
                    {t("offline.phone.end")}
                  </Button>
                </Popconfirm>
              </span>
            </li>
          ))}
        </ul>
      )}
      {asking && (
        <Modal open title={t("offline.phone.register")} footer={null} onCancel={() => ask(false)}>
          <Form layout="vertical" requiredMark={false} initialValues={{ post: POSTS[0] }} onFinish={(given: { name: string; post: Post }) => making.mutate(given)}>
            <Form.Item name="name" label={t("offline.phone.name")} rules={[{ required: true, whitespace: true, message: t("offline.phone.nameMissing") }]}>
              <Input maxLength={60} data-testid="phone-name" />
            </Form.Item>
            <Form.Item name="post" label={t("offline.phone.post")}>
              <Select options={POSTS.map((post) => ({ value: post, label: word("rota.post", post) }))} data-testid="phone-post" />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={making.isPending} data-testid="phone-ok">
              {t("offline.phone.register")}
            </Button>
          </Form>
        </Modal>
      )}
      {made !== null && (
        <Modal open title={made.name} footer={null} onCancel={() => show(null)}>
          <p>{t("offline.phone.scan")}</p>
          <div className={styles.qr} data-testid="phone-code" dangerouslySetInnerHTML={{ __html: made.svg }} />
          <p>{t("offline.phone.once")}</p>
          <Button href={made.path} data-testid="this-phone">
            {t("offline.phone.thisOne")}
          </Button>
        </Modal>
      )}
    </Page>
  );
}
