import { App, Button } from "antd";

import { play, readySound } from "../live/beep";
import { useWords } from "../messages/language-context";
import { useNoticeRight } from "./notices";
import styles from "./post.module.css";
import { ringTone } from "./ring-tones";
import { useMakeReady } from "./use-make-ready";
import { useSoundReady } from "./use-ringing";
import { workerLink } from "./worker-link";

/** Whether this phone can wake its person: sound, notifications, kept pages; and the one touch that allows them. */
export function ReadyCard() {
  const { t, word } = useWords();
  const { message } = App.useApp();
  const audible = useSoundReady();
  const right = useNoticeRight();
  const { busy, make } = useMakeReady();
  const kept = workerLink.possible();
  const facts = [
    { name: "sound", good: audible, label: t("phone.sound"), says: audible ? t("phone.soundOn") : t("phone.soundOff") },
    { name: "notices", good: right === "granted", label: t("phone.notices"), says: word("phone.notices", right) },
    { name: "worker", good: kept, label: t("phone.worker"), says: t(kept ? "phone.workerOn" : "phone.workerOff") },
  ];

  function tryRing() {
    readySound();
    const { tones, volume, shake } = ringTone("critical");
    // The right to sound comes with this very touch, a moment later.
    setTimeout(() => play(tones, volume), 120);
    (navigator as Partial<Navigator>).vibrate?.([...shake]);
    void message.info(t("phone.tryShown"), 6);
  }

  return (
    <section className={styles.card} data-testid="ready">
      <h2>{t("phone.ready")}</h2>
      <p className="quiet">{t("phone.readyHint")}</p>
      <dl className={styles.facts}>
        {facts.map(({ name, good, label, says }) => (
          <div key={name} data-testid={`ready-${name}`} data-good={good}>
            <dt>{label}</dt>
            <dd className={good ? undefined : "severity-high"}>{says}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.buttons}>
        {(!audible || right === "default") && (
          <Button type="primary" size="large" loading={busy} onClick={() => void make()} data-testid="make-ready">
            {t("phone.makeReady")}
          </Button>
        )}
        <Button size="large" onClick={tryRing} data-testid="try-ring">
          {t("phone.tryRing")}
        </Button>
      </div>
    </section>
  );
}
