import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";
import { useState } from "react";

import { keys } from "../api/keys";
import type { AlarmDetail, Attachment } from "../api/schema";
import { FileButton } from "../files/file-button";
import { PICTURES, upload } from "../files/upload";
import { usePicture } from "../files/use-picture";
import { ChipRow } from "../layout/chip-row";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { useOrder } from "../work-orders/use-order";
import { useAlarmStep } from "./use-alarm-step";
import styles from "./verification-card.module.css";

const CAUSES = ["cooking", "steam", "dust", "smoking", "insects", "faulty", "test"] as const;

interface FalseAlarmDialogProps {
  readonly alarm: AlarmDetail;
  readonly close: () => void;
}

/** Nothing burns: what set the detector off, and a photo of it. Both are needed; nobody has to type. */
export function FalseAlarmDialog({ alarm, close }: FalseAlarmDialogProps) {
  const { t } = useWords();
  const client = useQueryClient();
  const tell = useProblemNotice();
  const step = useAlarmStep(alarm);
  const order = alarm.work_order_id;
  const [cause, setCause] = useState("");
  const [photo, setPhoto] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: (file: File) => upload("work-orders", order ?? "", file),
    onSuccess: async (file) => {
      setPhoto(file.id);
      await client.invalidateQueries({ queryKey: keys.order(order ?? "") });
    },
    onError: tell,
  });
  const said = cause.trim() !== "";

  function finish() {
    setTried(true);
    if (!said || photo === null) return;
    step.mutateAsync({ step: "false_alarm", cause: cause.trim(), photo }).then(close, () => undefined);
  }

  return (
    <Modal
      open
      onCancel={close}
      onOk={finish}
      confirmLoading={step.isPending}
      title={t("fire.falseAlarm")}
      okText={t("fire.falseAlarmOk")}
      okButtonProps={{ "data-testid": "false-alarm-ok", disabled: order === null }}
    >
      <p className="quiet">{t("fire.falseAlarmHint")}</p>
      <Form layout="vertical" style={{ marginTop: 12 }}>
        <Form.Item
          label={t("fire.cause")}
          required
          validateStatus={tried && !said ? "error" : ""}
          help={tried && !said ? t("fire.causeMissing") : undefined}
          style={{ marginBottom: 16 }}
        >
          <ChipRow chips={CAUSES.map((name) => ({ name, label: t(`fire.cause.${name}`) }))} choose={({ label }) => setCause(label)} chosen={cause} />
          <Input.TextArea
            value={cause}
            onChange={(event) => setCause(event.target.value)}
            rows={2}
            maxLength={2000}
            placeholder={t("fire.causePlaceholder")}
            data-testid="false-alarm-cause"
          />
        </Form.Item>
        <Form.Item
          label={t("fire.photo")}
          required
          validateStatus={tried && photo === null ? "error" : ""}
          help={order === null ? t("fire.noOrder") : tried && photo === null ? t("fire.photoMissing") : undefined}
        >
          {order !== null && (
            <>
              <Photos order={order} chosen={photo} choose={setPhoto} />
              <FileButton accept={PICTURES} label={t("orders.addFile")} busy={add.isPending} choose={(file) => add.mutate(file)} />
            </>
          )}
        </Form.Item>
      </Form>
    </Modal>
  );
}

interface PhotosProps {
  readonly order: string;
  readonly chosen: string | null;
  readonly choose: (id: string) => void;
}

/** The pictures at the order; one of them is the evidence. */
function Photos({ order: id, chosen, choose }: PhotosProps) {
  const { data: order } = useOrder(id);
  const pictures = (order?.attachments ?? []).filter(({ content_type }) => content_type.startsWith("image/"));
  if (pictures.length === 0) return null;
  return (
    <div className={styles.pictures}>
      {pictures.map((file) => (
        <Choice key={file.id} file={file} chosen={chosen === file.id} choose={() => choose(file.id)} />
      ))}
    </div>
  );
}

function Choice({ file, chosen, choose }: { readonly file: Attachment; readonly chosen: boolean; readonly choose: () => void }) {
  const address = usePicture("work-orders", file);
  return (
    <button type="button" className={styles.choice} aria-pressed={chosen} onClick={choose} data-testid="photo-choice">
      {address === null ? file.name : <img src={address} alt={file.name} />}
    </button>
  );
}
