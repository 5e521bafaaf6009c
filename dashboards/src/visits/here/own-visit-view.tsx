import { Button } from "antd";

import type { OwnVisit } from "../../api/schema";
import { FILES, PICTURES } from "../../files/upload";
import { FileButton } from "../../files/file-button";
import { useWords } from "../../messages/language-context";
import { useNow } from "../../time/clock";
import { shortMoment } from "../../time/format";
import styles from "./here.module.css";
import { addFile, signOut, withdraw } from "./own-visit";

interface OwnVisitViewProps {
  readonly visit: OwnVisit;
  readonly token: string;
  readonly busy: boolean;
  readonly act: (step: () => Promise<OwnVisit>) => void;
  readonly again: () => void;
}

/** How the visit stands, and what the contractor does next. */
export function OwnVisitView({ visit, token, busy, act, again }: OwnVisitViewProps) {
  const { t, language } = useWords();
  const now = useNow(60);
  const time = shortMoment(Date.parse(visit.until), now, visit.time_zone, language);
  return (
    <div className={styles.actions} data-testid="own-visit" data-state={visit.state}>
      <span className="quiet number" data-testid="own-number">
        {visit.number}
      </span>
      {visit.state === "waiting" && (
        <>
          <h2>{t("visits.here.waiting")}</h2>
          <p className="quiet">{t("visits.here.waitingHint")}</p>
          <FileButton
            accept={PICTURES}
            label={t("visits.here.certificateAdd")}
            busy={busy}
            primary={visit.certificates === 0}
            choose={(file) => act(() => addFile(token, "certificate", file))}
          />
          <Button loading={busy} onClick={() => act(() => withdraw(token))} data-testid="withdraw">
            {t("visits.here.withdraw")}
          </Button>
        </>
      )}
      {visit.state === "on_site" && (
        <>
          <h2>{t("visits.here.onSite")}</h2>
          <p className="quiet">{t("visits.here.onSiteHint", { time })}</p>
          {visit.said !== "" && <p className={styles.said}>{t("visits.here.said", { words: visit.said })}</p>}
          {visit.sheets > 0 && <p data-testid="own-sheets">{t("visits.here.sheets", { n: visit.sheets })}</p>}
          <FileButton
            accept={FILES}
            label={t("visits.here.sheetAdd")}
            busy={busy}
            primary={visit.sheets === 0}
            choose={(file) => act(() => addFile(token, "sheet", file))}
          />
          {visit.sheets > 0 && (
            <Button type="primary" size="large" loading={busy} onClick={() => act(() => signOut(token))} data-testid="sign-out">
              {t("visits.here.signOut")}
            </Button>
          )}
        </>
      )}
      {visit.state === "leaving" && (
        <>
          <h2>{t("visits.here.leaving")}</h2>
          <p className="quiet">{t("visits.here.leavingHint")}</p>
        </>
      )}
      {visit.state !== "waiting" && visit.state !== "on_site" && visit.state !== "leaving" && (
        <>
          <h2>{t(`visits.here.${visit.state}`)}</h2>
          {visit.said !== "" && <p className={styles.said}>{t("visits.here.said", { words: visit.said })}</p>}
          <Button onClick={again} data-testid="again">
            {t("visits.here.again")}
          </Button>
        </>
      )}
    </div>
  );
}
