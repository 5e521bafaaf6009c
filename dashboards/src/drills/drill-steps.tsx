import { Button, Modal } from "antd";
import { useState } from "react";

import type { DrillDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { LinkButton } from "../layout/link-button";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { ReasonDialog } from "./reason-dialog";
import { printRecord, useDrillWrite } from "./use-drills";

/** What can be done with it now; what begins or ends it asks first. */
export function DrillSteps({ drill }: { readonly drill: DrillDetail }) {
  const { t, language } = useWords();
  const tell = useProblemNotice();
  const write = useDrillWrite(drill);
  const [asking, setAsking] = useState<"start" | "stop" | "cancel" | "note" | null>(null);
  const [printing, setPrinting] = useState(false);
  const { may } = drill;

  async function print() {
    setPrinting(true);
    await printRecord(drill.id, language).catch(tell);
    setPrinting(false);
  }

  return (
    <div className={styles.actions}>
      {may.start && (
        <Button
          type="primary"
          size="large"
          loading={write.isPending}
          onClick={() => setAsking("start")}
          data-testid="drill-start"
        >
          {t("drills.start")}
        </Button>
      )}
      {may.stop && (
        <Button danger type="primary" size="large" onClick={() => setAsking("stop")} data-testid="drill-stop">
          {t("drills.stop")}
        </Button>
      )}
      {drill.run_id !== null && (
        <LinkButton to={`/emergency/runs/${drill.run_id}`} primary={drill.state === "running"} testId="drill-run">
          {t("drills.command")}
        </LinkButton>
      )}
      {drill.review_id !== null && (
        <LinkButton to={`/emergency/reviews/${drill.review_id}`} testId="drill-review">
          {t("drills.review")}
        </LinkButton>
      )}
      {may.print && (
        <Button icon={<Icon name="print" />} loading={printing} onClick={() => void print()} data-testid="drill-print">
          {t("drills.print")}
        </Button>
      )}
      {may.change && (
        <LinkButton to={`/drills/${drill.id}/edit`} testId="drill-edit">
          {t("drills.change")}
        </LinkButton>
      )}
      {may.note && (
        <Button onClick={() => setAsking("note")} data-testid="drill-note">
          {t("drills.note")}
        </Button>
      )}
      {may.cancel && (
        <Button onClick={() => setAsking("cancel")} data-testid="drill-cancel">
          {t("drills.cancel")}
        </Button>
      )}
      {asking === "start" && (
        <Modal
          open
          title={t("drills.startTitle")}
          okText={t("drills.start")}
          cancelText={t("drills.back")}
          confirmLoading={write.isPending}
          onCancel={() => setAsking(null)}
          onOk={() => write.mutate({ step: "start" }, { onSettled: () => setAsking(null) })}
          okButtonProps={{ "data-testid": "drill-start-ok" }}
        >
          <p>{t(drill.outside ? "drills.startOutside" : "drills.startHint")}</p>
        </Modal>
      )}
      {asking !== null && asking !== "start" && <ReasonDialog drill={drill} step={asking} close={() => setAsking(null)} />}
    </div>
  );
}
