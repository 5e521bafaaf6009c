import { Checkbox, Form, Input, Modal, Select } from "antd";

import type { Post } from "../api/schema";
import { useWords } from "../messages/language-context";

export interface WallChoice {
  readonly screen: string;
  readonly post: Post;
  /** Languages that it speaks, separated by commas. */
  readonly say: string;
}

export interface WallWish extends WallChoice {
  /** Whether somebody is told when it is gone or unattended. */
  readonly watched: boolean;
}

interface WallSettingsProps {
  readonly choice: WallChoice;
  readonly watched: boolean;
  /** Only who may acknowledge can rely on a screen. */
  readonly mayWatch: boolean;
  readonly close: () => void;
  readonly save: (wish: WallWish) => void;
}

const POSTS = ["control_room", "duty_engineer", "guard_captain", "service_centre", "manager"] as const satisfies readonly Post[];
const SAY = ["zh", "zh,en", "en"] as const;
/** A popup's button takes no unknown attribute in place, but from a variable. */
const saveButton = { "data-testid": "wall-save" };

/** What this screen is called, whose it is, what it speaks: kept in its address. */
export function WallSettings({ choice, watched, mayWatch, close, save }: WallSettingsProps) {
  const { t, word } = useWords();
  const [form] = Form.useForm<WallWish>();
  return (
    <Modal open title={t("wall.settings")} onCancel={close} onOk={() => void form.validateFields().then(save, () => undefined)} okText={t("wall.save")} okButtonProps={saveButton}>
      <Form form={form} layout="vertical" initialValues={{ ...choice, watched }}>
        <Form.Item name="screen" label={t("wall.screen")} extra={t("wall.screenHint")} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,39}$/, message: t("wall.screenHint") }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="post" label={t("wall.post")}>
          <Select options={POSTS.map((value) => ({ value, label: word("rota.post", value) }))} />
        </Form.Item>
        <Form.Item name="say" label={t("wall.speaks")}>
          <Select options={SAY.map((value) => ({ value, label: value.split(",").map((tag) => word("wall.say", tag)).join(" + ") }))} />
        </Form.Item>
        <Form.Item name="watched" valuePropName="checked" extra={t("wall.watchHint")}>
          <Checkbox disabled={!mayWatch} data-testid="wall-watch">
            {t("wall.watch")}
          </Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
