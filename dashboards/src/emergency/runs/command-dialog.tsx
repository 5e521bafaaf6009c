import { Form, Modal, Select } from "antd";

import type { PlanRunDetail } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useHere } from "../../sites/site-context";
import { usePeople } from "../../work-orders/use-people";
import type { WriteRun } from "./use-runs";

interface CommandDialogProps {
  readonly run: PlanRunDetail;
  readonly write: WriteRun;
  readonly close: () => void;
}

/** Hand command over to a person: those on the posts of this plan first. */
export function CommandDialog({ run, write, close }: CommandDialogProps) {
  const { t } = useWords();
  const { me } = useHere();
  const { data: people } = usePeople();
  const [form] = Form.useForm<{ readonly to: string }>();
  const onPosts = new Set(run.posts.flatMap((post) => post.people.map(({ username }) => username)));
  const options = (people ?? [])
    .filter(({ username }) => username !== me.username)
    .sort((one, other) => Number(onPosts.has(other.username)) - Number(onPosts.has(one.username)))
    .map(({ username, name }) => ({ value: username, label: name }));
  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("planRuns.handOver")}
      okText={t("planRuns.handOver")}
      okButtonProps={{ "data-testid": "hand-over-ok" }}
    >
      <p className="quiet">{t("planRuns.handOverHint")}</p>
      <Form form={form} layout="vertical" onFinish={({ to }) => write.mutate({ what: "take-command", to }, { onSuccess: close })}>
        <Form.Item name="to" label={t("planRuns.handOverTo")} rules={[{ required: true, message: t("planRuns.handOverMissing") }]}>
          <Select showSearch={{ optionFilterProp: "label" }} options={options} data-testid="hand-over-to" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
