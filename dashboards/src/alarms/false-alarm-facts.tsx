import type { AlarmDetail, Attachment, Verification } from "../api/schema";
import { usePicture } from "../files/use-picture";
import { useWords } from "../messages/language-context";
import { useOrder } from "../work-orders/use-order";
import styles from "./verification-card.module.css";

interface FalseAlarmFactsProps {
  readonly alarm: AlarmDetail;
  readonly verification: Verification;
}

/** What set the detector off, with the photo of it. */
export function FalseAlarmFacts({ alarm, verification }: FalseAlarmFactsProps) {
  const { t } = useWords();
  return (
    <>
      <p>{t("fire.wasCause", { cause: verification.cause })}</p>
      {alarm.work_order_id !== null && verification.photo !== null && <Photo order={alarm.work_order_id} id={verification.photo} />}
      {alarm.ended_at === null && <p className="quiet">{t("fire.resetAtPanel")}</p>}
    </>
  );
}

function Photo({ order: orderId, id }: { readonly order: string; readonly id: string }) {
  const { data: order } = useOrder(orderId);
  const file = order?.attachments.find((each) => each.id === id);
  return file === undefined ? null : <Picture file={file} />;
}

function Picture({ file }: { readonly file: Attachment }) {
  const address = usePicture("work-orders", file);
  return address === null ? null : <img src={address} alt={file.name} className={styles.picture} data-testid="false-alarm-photo" />;
}
