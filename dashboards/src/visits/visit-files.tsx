import { Button } from "antd";

import type { VisitDetail } from "../api/schema";
import { download } from "../layout/download";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import styles from "../whistles/whistles.module.css";

/** Certificate and service sheets. A certificate is loaded only when somebody who may asks for it: each look is recorded. */
export function VisitFiles({ visit }: { readonly visit: VisitDetail }) {
  const { t } = useWords();
  const tell = useProblemNotice();
  if (visit.files.length === 0) return <span className="quiet">{t("visits.noFiles")}</span>;
  return (
    <ul className={styles.calls}>
      {visit.files.map((file) => (
        <li key={file.id} className={styles.call} data-testid="visit-file" data-kind={file.kind}>
          <span className={styles.line}>
            <span>
              {t(`visits.${file.kind}`)}{" "}
              <span className="quiet">
                <Moment at={file.added_at} />
              </span>
            </span>
            {(file.kind === "sheet" || visit.may_reveal) && (
              <Button
                size="small"
                onClick={() => void download(`/api/v1/visits/${encodeURIComponent(visit.id)}/attachments/${encodeURIComponent(file.id)}`, file.name).catch(tell)}
              >
                {t("visits.open")}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
