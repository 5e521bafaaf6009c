import { Button, Card } from "antd";

import type { NoticeDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { QrPicture } from "../requests/qr-picture";
import styles from "./notices.module.css";

/** The public page with its code, and the sheet for the notice board. */
export function PageCard({ notice }: { readonly notice: NoticeDetail }) {
  const { t } = useWords();
  const tell = useProblemNotice();
  return (
    <Card size="small" title={t("notices.page")} data-testid="notice-page">
      <div className={styles.part}>
        {notice.page === null ? (
          <p className="quiet">{t(notice.realm === "live" ? "notices.pageLater" : "notices.drillNothing")}</p>
        ) : (
          <>
            {notice.svg !== null && <QrPicture svg={notice.svg} alt={t("notices.page")} className={styles.qr} />}
            <a href={notice.page} target="_blank" rel="noreferrer" data-testid="open-public-page">
              {t("notices.openPage")}
            </a>
            <span className="quiet">{t("notices.pageOpened", { n: notice.opened })}</span>
          </>
        )}
        <div>
          <Button
            icon={<Icon name="print" />}
            onClick={() => void download(`/api/v1/notices/${encodeURIComponent(notice.id)}/sheet`, `notice-${notice.number}.pdf`).catch(tell)}
            data-testid="print-notice"
          >
            {t("notices.print")}
          </Button>
        </div>
      </div>
    </Card>
  );
}
