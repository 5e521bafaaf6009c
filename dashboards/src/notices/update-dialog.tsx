import { Form, Input, Modal } from "antd";

import type { NoticeDetail } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { momentOfWall } from "../time/wall-clock";
import { useNoticeWrite } from "./use-notices";

interface Given {
  readonly zh: string;
  readonly en: string;
  readonly until?: string;
}

interface UpdateDialogProps {
  readonly notice: NoticeDetail;
  readonly closing: boolean;
  readonly close: () => void;
}

/** Something more to say, or that it is over: in both languages, and it waits for approval. */
export function UpdateDialog({ notice, closing, close }: UpdateDialogProps) {
  const { t } = useWords();
  const zone = useZone();
  const write = useNoticeWrite(notice);
  const [form] = Form.useForm<Given>();
  const title = t(closing ? "notices.close" : "notices.update");
  const needed = [{ required: true, whitespace: true, message: t("notices.bothMissing") }];

  function send({ zh, en, until = "" }: Given) {
    const moment = momentOfWall(until, zone);
    const end = closing || Number.isNaN(moment) ? null : new Date(moment).toISOString();
    write.mutate({ step: "update", body: { text: { zh, en }, until: end, closing } }, { onSuccess: close });
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={title}
      okText={t("notices.submit")}
      okButtonProps={{ "data-testid": "update-ok" }}
    >
      <p className="quiet">{t(closing ? "notices.closeHint" : "notices.updateHint")}</p>
      <Form<Given> form={form} layout="vertical" initialValues={closing ? notice.closing_text : { zh: "", en: "" }} onFinish={send}>
        <Form.Item name="zh" label={t("notices.zh")} rules={needed}>
          <Input.TextArea rows={4} maxLength={4000} ref={focusSoon} data-testid="update-zh" />
        </Form.Item>
        <Form.Item name="en" label={t("notices.en")} rules={needed}>
          <Input.TextArea rows={4} maxLength={4000} data-testid="update-en" />
        </Form.Item>
        {!closing && (
          <Form.Item name="until" label={t("notices.until")}>
            <Input type="datetime-local" data-testid="update-until" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
