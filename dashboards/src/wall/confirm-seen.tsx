import { useEffect, useEffectEvent, useRef } from "react";

import { useAlarmStep } from "../alarms/use-alarm-step";
import type { Alarm } from "../api/schema";
import { useAssetNames } from "../assets/use-assets";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import styles from "./wall.module.css";

/** Somebody brushed past the screen: a question that nobody answers goes away. */
const OVER_MS = 15_000;

/** Have you seen it? Enter or a touch says so; anything else leaves it as it is. */
export function ConfirmSeen({ alarm, done }: { readonly alarm: Alarm; readonly done: () => void }) {
  const { t, text } = useWords();
  const assets = useAssetNames();
  const step = useAlarmStep(alarm);
  const button = useRef<HTMLButtonElement>(null);
  const over = useEffectEvent(done);
  useEffect(() => {
    button.current?.focus();
    const timer = setTimeout(() => over(), OVER_MS);
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape") over();
      // A key that is held down is no answer.
      if (event.repeat) event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => {
      clearTimeout(timer);
      removeEventListener("keydown", pressed);
    };
  }, []);
  return (
    <div className={styles.over} role="alertdialog" aria-modal="true" aria-labelledby="seen-what" data-testid="confirm-seen">
      <div className={styles.question}>
        <SeverityMark severity={alarm.severity} />
        <strong id="seen-what">{text(alarm.message)}</strong>
        <span className="quiet">{assets.place(alarm.site, alarm.asset)}</span>
        <div className={styles.answers}>
          <button ref={button} type="button" className={styles.yes} disabled={step.isPending} onClick={() => step.mutate({ step: "acknowledge" }, { onSettled: done })} data-testid="seen">
            {t("wall.seen")}
          </button>
          <button type="button" className={styles.no} onClick={done}>
            {t("wall.notYet")}
          </button>
        </div>
      </div>
    </div>
  );
}
