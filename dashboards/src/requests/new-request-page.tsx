import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { Link, useNavigate } from "react-router";

import { DEPARTMENTS } from "../alarms/alarm-filter";
import { api, data } from "../api/client";
import { asProblem } from "../api/problem";
import type { Channel, Department, Household, OpenMatter, OrderKind, Priority } from "../api/schema";
import { Icon } from "../icons/icon";
import actionStyles from "../layout/actions.module.css";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { momentOfWall } from "../time/wall-clock";
import { PriorityMark } from "../work-orders/priority-mark";
import { addPhoto } from "./add-photo";
import { HouseholdFinder } from "./household-finder";
import { PhotosToAdd } from "./photos-to-add";
import { chosenOf, PlaceSelect } from "./place-select";
import styles from "./requests.module.css";
import { SimilarOrders } from "./similar-orders";

const KINDS: readonly OrderKind[] = ["repair", "enquiry", "complaint", "suggestion"];
const CHANNELS: readonly Channel[] = ["phone", "counter", "wechat", "app", "hotline", "steward", "patrol", "email"];
const PRIORITIES: readonly Priority[] = ["P1", "P2", "P3", "P4"];
const LOOKS_LIKE_A_PHONE = /^[+\d][\d -]{6,}$/;

interface Given {
  readonly kind: OrderKind;
  readonly channel: Channel;
  readonly words: string;
  readonly places?: string[];
  readonly room?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly priority: Priority;
  readonly department?: Department;
  readonly visit_from?: string;
  readonly visit_until?: string;
  readonly ticket?: string;
  readonly deadline?: string;
}

/** Somebody calls or comes: who it is, what it is about, and whether we know of it already. */
export default function NewRequestPage() {
  const { t, word, language } = useWords();
  const { site } = useHere();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const tell = useProblemNotice();
  const client = useQueryClient();
  const [form] = Form.useForm<Given>();
  const [household, setHousehold] = useState<Household | null>(null);
  const [joined, join] = useState<OpenMatter | null>(null);
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const places = Form.useWatch("places", form);
  const channel = Form.useWatch("channel", form);
  const room = Form.useWatch("room", form) ?? "";
  const phone = Form.useWatch("phone", form) ?? "";
  const where = {
    site: site.id,
    asset: chosenOf("asset", places)[0] ?? null,
    space: chosenOf("space", places)[0] ?? null,
    dwelling: household?.dwelling ?? null,
    room,
    phone,
  };

  const moment = (wall: string | undefined) => (wall === undefined || wall === "" ? null : new Date(momentOfWall(wall, site.time_zone)).toISOString());
  const send = useMutation({
    mutationFn: async (given: Given) => {
      const request = await data(
        api.POST("/api/v1/requests", {
          body: {
            ...where,
            kind: given.kind,
            channel: given.channel,
            words: given.words,
            name: given.name ?? "",
            language,
            priority: given.priority,
            department: given.department ?? null,
            assist: [],
            visit_from: moment(given.visit_from),
            visit_until: moment(given.visit_until),
            ticket:
              given.channel === "hotline" && given.ticket !== undefined && given.ticket.trim() !== ""
                ? { system: "12345", number: given.ticket, deadline: moment(given.deadline) }
                : null,
            join: joined?.id ?? null,
          },
        }),
      );
      const added = await Promise.allSettled(photos.map((photo) => addPhoto(request.id, photo)));
      return { request, lost: added.filter(({ status }) => status === "rejected").length };
    },
    onSuccess: ({ request, lost }) => {
      void client.invalidateQueries({ queryKey: ["requests"] });
      if (lost > 0) void message.warning(t("requests.photosFailed", { n: lost }), 8);
      void navigate(`/work-orders/${request.order.id}`);
    },
    onError: tell,
  });

  const chooseHousehold = (chosen: Household | null, asked: string) => {
    setHousehold(chosen);
    join(null);
    if (chosen !== null) form.setFieldValue("room", chosen.room);
    if (LOOKS_LIKE_A_PHONE.test(asked.trim())) form.setFieldValue("phone", asked.trim());
    else if (chosen === null && /\d.*[-号栋座].*\d/.test(asked)) form.setFieldValue("room", asked.trim());
  };

  return (
    <>
      <Link to="/requests" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("requests.title")}
      </Link>
      <Page title={t("requests.new")}>
        <Form<Given>
          form={form}
          layout="vertical"
          className={styles.columns}
          initialValues={{ kind: "repair", channel: "phone", priority: "P3" }}
          scrollToFirstError
          onFinish={(given) => send.mutate(given)}
        >
          <div className={styles.column}>
            <Card size="small" title={t("requests.who")}>
              <HouseholdFinder chosen={household} choose={chooseHousehold} />
              <div className={styles.two}>
                <Form.Item name="name" label={t("requests.name")}>
                  <Input maxLength={100} autoComplete="off" data-testid="request-name" />
                </Form.Item>
                <Form.Item name="phone" label={t("requests.phone")}>
                  <Input type="tel" maxLength={32} autoComplete="off" data-testid="request-phone" />
                </Form.Item>
                <Form.Item name="room" label={t("requests.room")}>
                  <Input maxLength={100} placeholder={t("requests.roomExample")} data-testid="request-room" />
                </Form.Item>
                <Form.Item name="channel" label={t("requests.channel")}>
                  <Select options={CHANNELS.map((one) => ({ value: one, label: word("requests.channel", one) }))} data-testid="request-channel" />
                </Form.Item>
              </div>
              {channel === "hotline" && (
                <div className={styles.two}>
                  <Form.Item name="ticket" label={t("requests.ticketNumber")} extra={t("requests.ticketHint")}>
                    <Input maxLength={64} data-testid="request-ticket" />
                  </Form.Item>
                  <Form.Item name="deadline" label={t("requests.ticketDeadline")}>
                    <Input type="datetime-local" data-testid="request-deadline" />
                  </Form.Item>
                </div>
              )}
            </Card>
            <SimilarOrders where={where} joined={joined} join={join} />
          </div>
          <div className={styles.column}>
            <Card size="small" title={t("requests.what")}>
              <Form.Item name="kind" label={t("requests.kind")}>
                <Radio.Group
                  optionType="button"
                  options={KINDS.map((kind) => ({ value: kind, label: <span data-testid={`kind-${kind}`}>{word("order.kind", kind)}</span> }))}
                />
              </Form.Item>
              <Form.Item name="words" label={t("requests.words")} rules={[{ required: true, whitespace: true, message: t("requests.wordsMissing") }]}>
                <Input.TextArea rows={4} maxLength={4000} placeholder={t("requests.wordsExample")} data-testid="request-words" />
              </Form.Item>
              <Form.Item name="places" label={t("requests.place")}>
                <PlaceSelect placeholder={t("requests.placeOptional")} testId="request-place" />
              </Form.Item>
              <Form.Item label={t("requests.photos")}>
                <PhotosToAdd photos={photos} choose={setPhotos} />
              </Form.Item>
              <Form.Item name="priority" label={t("requests.urgency")}>
                <Radio.Group optionType="button" options={PRIORITIES.map((priority) => ({ value: priority, label: <PriorityMark priority={priority} /> }))} />
              </Form.Item>
              <Form.Item name="department" label={t("requests.lead")}>
                <Select
                  allowClear
                  placeholder={t("requests.leadByKind")}
                  options={DEPARTMENTS.map((department) => ({ value: department, label: word("department", department) }))}
                />
              </Form.Item>
              <div className={styles.two}>
                <Form.Item name="visit_from" label={t("requests.visit")}>
                  <Input type="datetime-local" />
                </Form.Item>
                <Form.Item name="visit_until" label={t("requests.visitUntil")}>
                  <Input type="datetime-local" />
                </Form.Item>
              </div>
            </Card>
            {send.isError && <p className="late">{asProblem(send.error).detail}</p>}
            <div className={actionStyles.actions}>
              <Button type="primary" size="large" htmlType="submit" loading={send.isPending} data-testid="request-send">
                {joined === null ? t("requests.send") : t("requests.joined", { number: joined.number })}
              </Button>
            </div>
          </div>
        </Form>
      </Page>
    </>
  );
}
