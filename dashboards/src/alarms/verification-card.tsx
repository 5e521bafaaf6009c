import { Button } from "antd";
import { useState } from "react";

import type { AlarmDetail, Verification } from "../api/schema";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { CallFireBrigade } from "./call-fire-brigade";
import { ConfirmFireButton } from "./confirm-fire-button";
import { FalseAlarmDialog } from "./false-alarm-dialog";
import { FalseAlarmFacts } from "./false-alarm-facts";
import styles from "./verification-card.module.css";
import { VerifyCountdown } from "./verify-countdown";

interface VerificationCardProps {
  readonly alarm: AlarmDetail;
  readonly verification: Verification;
}

/** A first signal of fire: go and look before the time is up, then say what it is; of a confirmed one, whom to call. */
export function VerificationCard({ alarm, verification }: VerificationCardProps) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  const [asking, setAsking] = useState(false);
  const { state } = verification;
  const urgent = state === "waiting" || state === "confirmed";
  const decided = verification.decided_at !== null && (
    <span className="quiet">
      {verification.decided_by === null || verification.decided_by === "system" ? t("actor.system") : nameOf(verification.decided_by)}
      {" · "}
      <Moment at={verification.decided_at} />
    </span>
  );

  return (
    <section
      className={`${styles.card} ${urgent ? styles.urgent : ""}`}
      aria-label={t("fire.title")}
      data-testid="verification"
      data-state={state}
      data-reason={verification.reason ?? ""}
    >
      <div className={styles.head}>
        <strong className={urgent ? "severity-critical" : undefined}>{word("fire.state", state)}</strong>
        {state === "waiting" && <VerifyCountdown until={verification.verify_by} />}
        {state === "confirmed" && verification.reason !== null && <span>{word("fire.reason", verification.reason)}</span>}
        {decided}
      </div>
      {state === "waiting" && <p>{t("fire.goAndLook")}</p>}
      {state === "false_alarm" && <FalseAlarmFacts alarm={alarm} verification={verification} />}
      {urgent && alarm.steps.some((step) => step === "confirm_fire" || step === "false_alarm") && (
        <div className={styles.buttons}>
          <ConfirmFireButton alarm={alarm} primary />
          {alarm.steps.includes("false_alarm") && (
            <Button size="large" onClick={() => setAsking(true)} data-testid="false-alarm">
              {t("fire.falseAlarm")}
            </Button>
          )}
        </div>
      )}
      {urgent && <CallFireBrigade alarm={alarm} now={state === "confirmed"} />}
      {asking && <FalseAlarmDialog alarm={alarm} close={() => setAsking(false)} />}
    </section>
  );
}
