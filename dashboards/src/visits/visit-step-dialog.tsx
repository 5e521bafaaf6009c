import { Form, Input, Modal } from "antd";
import { useState } from "react";

import type { VisitDetail, VisitStepIn, VisitStepTaken } from "../api/schema";
import { UntilItem } from "../layout/until-item";
import { useWords } from "../messages/language-context";
import { useZone } from "../sites/site-context";
import { momentOfWall, wallOf } from "../time/wall-clock";

const LONGER_HOURS = [1, 2, 4] as const;
const HOUR_MS = 3_600_000;

interface Given {
  readonly note?: string;
  readonly until?: string;
}

interface VisitStepDialogProps {
  readonly visit: VisitDetail;
  readonly step: VisitStepTaken;
  readonly close: () => void;
  readonly take: (given: Partial<VisitStepIn>) => Promise<void>;
}

/** What a step needs to be told, and what it will do. */
export function VisitStepDialog({ visit, step, close, take }: VisitStepDialogProps) {
  const { t, word } = useWords();
  const zone = useZone();
  const [form] = Form.useForm<Given>();
  const [busy, setBusy] = useState(false);
  const unseen = step === "approve" && !visit.files.some(({ kind }) => kind === "certificate");
  const mustSay = unseen || visit.needs_note.includes(step);
  const [opened] = useState(() => Math.max(Date.parse(visit.until), Date.now()));

  async function finish({ note, until }: Given) {
    setBusy(true);
    const given: Partial<VisitStepIn> = { note: note ?? "" };
    if (step === "extend" && until !== undefined) given.until = new Date(momentOfWall(until, zone)).toISOString();
    await take(given).catch(() => setBusy(false));
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={() => form.submit()}
      confirmLoading={busy}
      title={`${word("visit.do", step)} · ${visit.number}`}
      okText={word("visit.do", step)}
      okButtonProps={{ "data-testid": "step-ok", danger: step === "refuse" || step === "end" }}
    >
      {unseen && <p className="severity-high">{t("visits.noCertificate")}</p>}
      {step === "end" && <p className="quiet">{t("visits.effect.end")}</p>}
      <Form<Given> form={form} layout="vertical" initialValues={{ note: "", until: wallOf(opened + 2 * HOUR_MS, zone) }} onFinish={(given) => void finish(given)}>
        {step === "extend" && <UntilItem label={t("visits.newUntil")} missing={t("visits.untilMissing")} from={opened} hours={LONGER_HOURS} />}
        <Form.Item name="note" label={t("visits.note")} rules={mustSay ? [{ required: true, whitespace: true, message: t("visits.noteMissing") }] : []}>
          <Input.TextArea rows={3} maxLength={1000} data-testid="step-note-text" />
        </Form.Item>
      </Form>
    </Modal>
  );
}
