import { Form, Input, Modal } from "antd";
import { useState } from "react";

import type { PermitDetail, PermitStepIn, PermitStepTaken } from "../api/schema";
import { UntilItem } from "../layout/until-item";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";

interface Given {
  readonly note?: string;
  readonly until?: string;
  readonly watcher?: string;
}

interface PermitStepDialogProps {
  readonly permit: PermitDetail;
  readonly step: PermitStepTaken;
  readonly close: () => void;
  readonly take: (given: Partial<PermitStepIn>) => Promise<void>;
}

const LONGER_HOURS = [1, 2, 4, 8] as const;

/** What a step needs to be told, and what it will do: said before it is done. */
export function PermitStepDialog({ permit, step, close, take }: PermitStepDialogProps) {
  const { t, word } = useWords();
  const zone = useZone();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);
  const mustSay = permit.needs_note.includes(step);
  const until = Date.parse(permit.until);
  const effect = effectOf(permit, step);

  async function finish({ note, until: wall, watcher }: Given) {
    setBusy(true);
    const given: Partial<PermitStepIn> = { note: note ?? "" };
    if (step === "extend" && wall !== undefined) given.until = new Date(momentOfWall(wall, zone)).toISOString();
    if (step === "begin" && watcher !== undefined && watcher.trim() !== "") given.watcher = watcher.trim();
    await take(given).catch(() => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={`${word("permit.do", step)} · ${permit.number}`}
      okText={word("permit.do", step)}
      okButtonProps={{ "data-testid": "step-ok", danger: step === "refuse" || step === "cancel" }}
    >
      {effect !== null && (
        <p className="quiet" data-testid="step-effect">
          {t(effect, { n: permit.covers_total })}
        </p>
      )}
      <Form<Given>
        form={form}
        layout="vertical"
        style={{ marginTop: 12 }}
        initialValues={{ note: "", watcher: permit.watcher ?? "", until: wallOf(until + 2 * 3_600_000, zone) }}
        onFinish={(given) => void finish(given)}
      >
        {step === "begin" && (permit.needs_watcher || permit.watcher !== null) && (
          <Form.Item
            name="watcher"
            label={t("permit.watcher")}
            extra={t("permit.watcherHint")}
            rules={permit.needs_watcher ? [{ required: true, whitespace: true, message: t("permit.watcherMissing") }] : []}
          >
            <Input maxLength={100} data-testid="step-watcher" />
          </Form.Item>
        )}
        {step === "extend" && <UntilItem label={t("permit.newUntil")} missing={t("permit.untilMissing")} from={until} hours={LONGER_HOURS} />}
        <Form.Item
          name="note"
          label={mustSay ? t("orders.noteNeeded") : t("orders.note")}
          rules={mustSay ? [{ required: true, whitespace: true, message: t("orders.noteMissing") }] : []}
        >
          <Input.TextArea rows={3} maxLength={4000} data-testid="step-note-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** What the step will do besides being written down. */
function effectOf(permit: PermitDetail, step: PermitStepTaken) {
  switch (step) {
    case "approve":
      return permit.hides ? "permit.effect.approveHides" : "permit.effect.approve";
    case "begin":
      return permit.hides ? "permit.effect.beginHides" : null;
    case "end":
      if (permit.kind === "fire_test") return "permit.effect.endFireTest";
      if (permit.kind === "hot_work") return "permit.effect.endHotWork";
      return permit.hides ? "permit.effect.endHides" : null;
    default:
      return null;
  }
}
