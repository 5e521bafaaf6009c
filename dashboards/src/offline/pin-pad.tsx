import { Button } from "antd";
import { useState } from "react";

import { asProblem } from "../api/problem";
import { useKeyDown } from "./use-key-down";
import { useWords } from "../messages/language-context";
import styles from "./offline.module.css";

const DIGITS = 6;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"] as const;

interface PinPadProps {
  readonly name: string;
  /** Rejects with a `Problem`. */
  readonly enter: (pin: string) => Promise<void>;
  readonly back: () => void;
}

/** Six digits, large enough for a thumb in a glove; the sixth signs in. */
export function PinPad({ name, enter, back }: PinPadProps) {
  const { t } = useWords();
  const [pin, write] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function press(digit: string) {
    if (busy || pin.length >= DIGITS) return;
    const now = pin + digit;
    setProblem(null);
    write(now);
    if (now.length < DIGITS) return;
    setBusy(true);
    try {
      await enter(now);
    } catch (error) {
      const { detail, title } = asProblem(error);
      setProblem(detail || title || t("problem.unreachable"));
      write("");
      setBusy(false);
    }
  }

  useKeyDown((key) => {
    if (/^\d$/.test(key)) void press(key);
    if (key === "Backspace") write(pin.slice(0, -1));
  });

  return (
    <section aria-label={t("offline.phone.pinOf", { name })} data-testid="pin-pad">
      <h2>{t("offline.phone.pinOf", { name })}</h2>
      <p className={styles.dots} role="status" aria-label={t("offline.phone.typed", { n: pin.length })}>
        {Array.from({ length: DIGITS }, (_, place) => (
          <span key={place} aria-hidden="true">
            {place < pin.length ? "●" : "○"}
          </span>
        ))}
      </p>
      {problem !== null && (
        <p role="alert" className="severity-high" data-testid="pin-problem">
          {problem}
        </p>
      )}
      <div className={styles.pad}>
        {KEYS.map((digit, place) =>
          digit === "" ? (
            <Button key="back" size="large" onClick={back}>
              {t("offline.phone.back")}
            </Button>
          ) : (
            <Button key={place} size="large" disabled={busy} onClick={() => void press(digit)} data-testid={`digit-${digit}`}>
              {digit}
            </Button>
          ),
        )}
        <Button size="large" aria-label={t("offline.phone.erase")} onClick={() => write(pin.slice(0, -1))}>
          ⌫
        </Button>
      </div>
    </section>
  );
}
