import { Form, Input, Modal, Select } from "antd";
import { useNavigate } from "react-router";

import type { NoticeKind } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { NOTICE_KINDS } from "./notice-kinds";
import { useDraft } from "./use-notices";

interface Given {
  readonly kind: NoticeKind;
  readonly zh: string;
  readonly en: string;
}

/** Begin a notice by hand: what kind, and why. Whom it concerns is chosen in the draft. */
export function DraftDialog({ close }: { readonly close: () => void }) {
  const { t } = useWords();
  const { site } = useHere();
  const navigate = useNavigate();
  const draft = useDraft();
  const [form] = Form.useForm<Given>();
  const needed = [{ required: true, whitespace: true, message: t("notices.bothMissing") }];

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={draft.isPending}
      title={t("notices.draft")}
      okText={t("notices.create")}
      okButtonProps={{ "data-testid": "draft-ok" }}
    >
      <p className="quiet">{t("notices.draftHint")}</p>
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{ kind: "water_cut", zh: "", en: "" }}
        onFinish={({ kind, zh, en }) => draft.mutate({ site: site.id, kind, cause: { zh, en } }, { onSuccess: (notice) => void navigate(`/notices/${notice.id}`) })}
      >
        <Form.Item name="kind" label={t("notices.kind")}>
          <Select options={NOTICE_KINDS.map((kind) => ({ value: kind, label: t(`notice.kind.${kind}`) }))} data-testid="draft-kind" />
        </Form.Item>
        <Form.Item name="zh" label={t("notices.causeZh")} rules={needed} extra={t("notices.causeHint")}>
          <Input maxLength={200} ref={focusSoon} data-testid="draft-cause-zh" />
        </Form.Item>
        <Form.Item name="en" label={t("notices.causeEn")} rules={needed}>
          <Input maxLength={200} data-testid="draft-cause-en" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
