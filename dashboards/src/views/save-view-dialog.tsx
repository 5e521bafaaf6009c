import { Checkbox, Form, Input, Modal } from "antd";

import type { SavedView, ViewedPage } from "../api/schema";
import { focusSoon } from "../layout/focus-soon";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { useViewWrites } from "./use-views";

export const LONGEST_NAME = 40;

interface SaveViewDialogProps {
  readonly page: ViewedPage;
  /** What stands in the address now. */
  readonly query: string;
  /** One's own: one of the same name gets these filters. */
  readonly views: readonly SavedView[];
  readonly usual: string;
  readonly close: () => void;
}

interface Given {
  readonly name: string;
  readonly shared: boolean;
}

/** Keep the present filters under a name; those who lead may share them with everybody at the site. */
export function SaveViewDialog({ page, query, views, usual, close }: SaveViewDialogProps) {
  const { t, text } = useWords();
  const { site } = useHere();
  const mayShare = useMay("share_view");
  const write = useViewWrites(page);
  const [form] = Form.useForm<Given>();
  const name = ((Form.useWatch("name", form) as string | undefined) ?? usual).trim();
  const twin = views.find((view) => view.name === name);

  function save({ shared }: Given) {
    const done = { onSuccess: close };
    if (twin === undefined) write.mutate({ add: { name, query, shared_with: shared ? site.id : null } }, done);
    else write.mutate({ change: twin, to: { query } }, done);
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={write.isPending}
      title={t("views.save")}
      okText={t(twin === undefined ? "views.keep" : "views.replace")}
      okButtonProps={{ disabled: name === "", "data-testid": "save-view-ok" }}
    >
      <p className="quiet" style={{ marginBottom: 12 }}>
        {t("views.hint")}
      </p>
      <Form<Given> form={form} initialValues={{ name: usual, shared: false }} onFinish={save}>
        <Form.Item name="name" style={{ marginBottom: 12 }}>
          <Input maxLength={LONGEST_NAME} placeholder={t("views.name")} aria-label={t("views.name")} data-testid="view-name" ref={focusSoon} />
        </Form.Item>
        {mayShare && twin === undefined && (
          <Form.Item name="shared" valuePropName="checked" style={{ marginBottom: 0 }}>
            <Checkbox data-testid="share-view">{t("views.share", { site: text(site.name) })}</Checkbox>
          </Form.Item>
        )}
      </Form>
      {twin !== undefined && <p className="quiet">{t("views.replaces", { name: twin.name })}</p>}
    </Modal>
  );
}
