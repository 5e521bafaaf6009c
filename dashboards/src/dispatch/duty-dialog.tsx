import { Form, Modal, Select } from "antd";
import { useState } from "react";

import type { Post } from "../api/schema";
import { SpanItems } from "../layout/span-items";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";
import { usePeople } from "../work-orders/use-people";
import { useDutyWrite } from "./use-duty";

const POSTS = ["duty_engineer", "control_room", "nearest_guard", "all_guards", "building_steward", "service_centre", "manager"] as const satisfies readonly Post[];
const SHIFT_MS = 12 * 3_600_000;

interface Given {
  readonly username: string;
  readonly post?: Post;
  readonly since: string;
  readonly until: string;
}

/** Somebody will be on duty: who, where, from when to when, by the clocks of the site. */
export function DutyDialog({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t, word } = useWords();
  const { site } = useHere();
  const { data: people = [] } = usePeople();
  const [form] = Form.useForm<Given>();
  const write = useDutyWrite();
  const [initial] = useState(() => {
    const next = Math.ceil(Date.now() / 300_000) * 300_000;
    return { since: wallOf(next, site.time_zone), until: wallOf(next + SHIFT_MS, site.time_zone) };
  });
  const moment = (wall: string) => new Date(momentOfWall(wall, site.time_zone)).toISOString();

  function finish({ username, post, since, until }: Given) {
    const duty = { username, site: site.id, post: post ?? null, since: moment(since), until: moment(until) };
    write.mutate({ kind: "add", duty }, { onSuccess: close });
  }

  return (
    <Modal
      open={open}
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("dispatch.duty.add")}
      okText={t("dispatch.duty.save")}
      okButtonProps={{ "data-testid": "duty-ok" }}
      destroyOnHidden
    >
      <Form<Given> form={form} layout="vertical" initialValues={initial} onFinish={finish} preserve={false}>
        <Form.Item name="username" label={t("dispatch.duty.who")} rules={[{ required: true, message: t("dispatch.duty.whoMissing") }]}>
          <Select
            showSearch={{ optionFilterProp: "label" }}
            options={people
              .filter(({ active, role }) => active && role !== "viewer")
              .map(({ username, name, role }) => ({ value: username, label: `${name} · ${word("role", role)}` }))}
            data-testid="duty-who"
          />
        </Form.Item>
        <Form.Item name="post" label={t("dispatch.duty.post")}>
          <Select<Post> allowClear placeholder={t("dispatch.duty.noPost")} options={POSTS.map((post) => ({ value: post, label: word("rota.post", post) }))} />
        </Form.Item>
        <SpanItems
          zone={site.time_zone}
          testId="duty"
          words={{
            since: t("dispatch.duty.since"),
            sinceMissing: t("dispatch.duty.sinceMissing"),
            until: t("dispatch.duty.until"),
            untilMissing: t("dispatch.duty.untilMissing"),
            untilEarly: t("dispatch.duty.untilEarly"),
          }}
        />
      </Form>
    </Modal>
  );
}
