import { App, Button } from "antd";
import { useState } from "react";

import type { NoticeDetail } from "../api/schema";
import styles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { sendingWords } from "./sending-words";
import { UpdateDialog } from "./update-dialog";
import { useNoticeWrite } from "./use-notices";
import { WordsDialog } from "./words-dialog";

type Asking = "reject" | "withdraw" | "update" | "close";

/** What can be done with it now; letting it out asks, and says how many messages that is. A draft is submitted from its form. */
export function NoticeSteps({ notice }: { readonly notice: NoticeDetail }) {
  const { t, text } = useWords();
  const { modal } = App.useApp();
  const write = useNoticeWrite(notice);
  const [asking, setAsking] = useState<Asking | null>(null);
  const { may } = notice;
  const anything = may.approve || may.publish || may.reject || may.update || may.withdraw;
  if (!anything) return null;

  function letOut() {
    modal.confirm({
      title: t("notices.askSend"),
      content: sendingWords(notice, t, text),
      okText: t(may.approve ? "notices.approveSend" : "notices.publish"),
      okButtonProps: { "data-testid": "confirm-send" },
      onOk: () => write.mutateAsync(may.approve ? { step: "approve", publish: true } : { step: "publish" }).catch(() => undefined),
    });
  }

  return (
    <>
      <div className={styles.actions}>
        {(may.approve || may.publish) && (
          <Button type="primary" size="large" loading={write.isPending} onClick={letOut} data-testid="let-out">
            {t(may.approve ? "notices.approveSend" : "notices.publish")}
          </Button>
        )}
        {may.update && (
          <>
            <Button onClick={() => setAsking("update")} data-testid="write-update">
              {t("notices.update")}
            </Button>
            <Button onClick={() => setAsking("close")} data-testid="close-notice">
              {t("notices.close")}
            </Button>
          </>
        )}
        {may.reject && (
          <Button onClick={() => setAsking("reject")} data-testid="reject-notice">
            {t("notices.reject")}
          </Button>
        )}
        {may.withdraw && (
          <Button onClick={() => setAsking("withdraw")} data-testid="withdraw-notice">
            {t("notices.withdraw")}
          </Button>
        )}
      </div>
      {(asking === "update" || asking === "close") && <UpdateDialog notice={notice} closing={asking === "close"} close={() => setAsking(null)} />}
      {(asking === "reject" || asking === "withdraw") && (
        <WordsDialog
          title={t(asking === "reject" ? "notices.reject" : "notices.withdraw")}
          hint={asking === "withdraw" ? t("notices.withdrawHint") : undefined}
          optional={asking === "withdraw" && notice.published_at === null}
          danger={asking === "withdraw"}
          close={() => setAsking(null)}
          take={async (words) => {
            await write.mutateAsync({ step: asking, words });
            setAsking(null);
          }}
        />
      )}
    </>
  );
}
