import { Button, Card, Empty } from "antd";
import { useState } from "react";

import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useProblemNotice } from "../layout/use-problem-notice";
import { useWords } from "../messages/language-context";
import { TypeSizeChoice } from "../theme/type-size-choice";
import { Age } from "../time/age";
import { canSeal } from "./cipher";
import styles from "./offline.module.css";
import { PinCard } from "./pin-card";
import { queue } from "./sending";
import { SpeechChoice } from "./speech-choice";
import { useQueue, useReach } from "./use-offline";
import { WaitingList } from "./waiting-list";

/** What this phone has for its person: what waits, what needs them, what is at hand, and how the phone is set. */
export default function OfflinePage() {
  const { t } = useWords();
  const tell = useProblemNotice();
  const { waiting, refused, others, unreadable, sending } = useQueue();
  const { lostSince, shownSince } = useReach();
  const [busy, setBusy] = useState(false);

  async function sendNow() {
    setBusy(true);
    try {
      await queue.flush();
    } catch (error) {
      tell(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Page title={t("offline.title")} actions={<LinkButton to="/cards">{t("offline.cards")}</LinkButton>}>
      <div className={styles.cards} data-testid="offline-page">
        {!canSeal() && <p role="alert">{t("offline.notHere")}</p>}
        <p className="quiet" data-testid="offline-state">
          {lostSince === null ? t("offline.online") : t("offline.bar.offline")}
          {shownSince !== null && (
            <>
              {" · "}
              {t("offline.contentOf")} <Age at={shownSince} />
            </>
          )}
        </p>
        {refused.length > 0 && (
          <Card size="small" title={t("offline.needsYou")}>
            <p className="quiet">{t("offline.needsYouHint")}</p>
            <WaitingList items={refused} />
          </Card>
        )}
        <Card
          size="small"
          title={t("offline.waiting")}
          extra={
            waiting.length > 0 && (
              <Button type="primary" loading={busy || sending} onClick={() => void sendNow()} data-testid="send-now">
                {t("offline.sendNow")}
              </Button>
            )
          }
        >
          {waiting.length === 0 ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("offline.nothingWaits")} /> : <WaitingList items={waiting} />}
          {others > 0 && (
            <p className="quiet" data-testid="others-wait">
              {t("offline.others", { n: others })}
            </p>
          )}
          {unreadable.length > 0 && (
            <p role="alert">
              {t("offline.unreadable", { n: unreadable.length })}{" "}
              <Button size="small" onClick={() => void queue.discardUnreadable().catch(tell)}>
                {t("offline.discard")}
              </Button>
            </p>
          )}
        </Card>
        <PinCard />
        <Card size="small" title={t("offline.typeSize")}>
          <TypeSizeChoice />
        </Card>
        <SpeechChoice />
      </div>
    </Page>
  );
}
