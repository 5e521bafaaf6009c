import { App, Button, Card } from "antd";
import { useState } from "react";

import type { NoticeDetail } from "../api/schema";
import actionStyles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import styles from "./notices.module.css";
import { sendingWords } from "./sending-words";
import { useNoticeWrite } from "./use-notices";
import { WordsDialog } from "./words-dialog";

/** What was added since it went out, and what waits for approval. */
export function UpdatesCard({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const nameOf = usePersonName();
  const { modal } = App.useApp();
  const write = useNoticeWrite(notice);
  const [rejecting, setRejecting] = useState<string | null>(null);
  if (notice.updates.length === 0 && notice.published_at === null) return null;

  function approve(update: string) {
    modal.confirm({
      title: t("notices.askUpdate"),
      content: sendingWords(notice, t, text),
      okText: t("notices.approveUpdate"),
      okButtonProps: { "data-testid": "confirm-update" },
      onOk: () => write.mutateAsync({ step: "approve-update", update }).catch(() => undefined),
    });
  }

  return (
    <Card size="small" title={t("notices.updates")} data-testid="notice-updates">
      {notice.updates.length === 0 && <span className="quiet">{t("notices.updatesNone")}</span>}
      <ol className={styles.rows}>
        {notice.updates.map((update) => (
          <li key={update.id} className={styles.row} data-testid="notice-update" data-state={update.state} data-closing={update.closing}>
            <span className={`${styles.line} ${styles.spread}`}>
              <span className={styles.line}>
                {update.closing && <strong>{t("notices.closing")}</strong>}
                <span>{t(`notice.update.${update.state}`)}</span>
                <span className="quiet">{nameOf(update.written_by)}</span>
              </span>
              <Moment at={update.decided_at ?? update.written_at} />
            </span>
            <div className={styles.both}>
              <p className={styles.text} lang="zh-CN">
                {update.text.zh}
              </p>
              <p className={styles.text} lang="en">
                {update.text.en}
              </p>
            </div>
            {update.words !== "" && <span className="quiet">{t("notices.sentBack", { words: update.words })}</span>}
            {notice.may.approve_update && update.state === "submitted" && (
              <div className={actionStyles.actions}>
                <Button type="primary" onClick={() => approve(update.id)} loading={write.isPending} data-testid="approve-update">
                  {t("notices.approveUpdate")}
                </Button>
                <Button onClick={() => setRejecting(update.id)} data-testid="reject-update">
                  {t("notices.reject")}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      {rejecting !== null && (
        <WordsDialog
          title={t("notices.reject")}
          close={() => setRejecting(null)}
          take={async (words) => {
            await write.mutateAsync({ step: "reject-update", update: rejecting, words });
            setRejecting(null);
          }}
        />
      )}
    </Card>
  );
}
