import { useState } from "react";

import type { PublicProgress } from "../api/schema";
import { ask } from "./ask";
import styles from "./public-pages.module.css";
import { type Language, say } from "./texts";
import { Trouble } from "./trouble";

const SCORES = [1, 2, 3, 4, 5] as const;

interface RatingFormProps {
  readonly path: string;
  readonly language: Language;
  readonly rated: (progress: PublicProgress) => void;
}

/** One to five, whether it is solved, and a few words. */
export function RatingForm({ path, language, rated }: RatingFormProps) {
  const [score, setScore] = useState<number | null>(null);
  const [solved, setSolved] = useState(true);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);

  const send = async () => {
    if (score === null || busy) return;
    setBusy(true);
    setRefusal(null);
    try {
      const body = JSON.stringify({ score, solved, text });
      rated(await ask<PublicProgress>(`${path}/rating`, language, { method: "POST", body, headers: { "Content-Type": "application/json" } }));
    } catch (why) {
      setRefusal(why);
      setBusy(false);
    }
  };

  return (
    <form
      className={`${styles.card} ${styles.form}`}
      data-testid="rating"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset className={styles.stars}>
        <legend>{say(language, "rate")}</legend>
        {SCORES.map((one) => (
          <label key={one} className={score !== null && one <= score ? styles.lit : undefined}>
            <input type="radio" name="score" className="visually-hidden" checked={score === one} onChange={() => setScore(one)} data-testid={`score-${one}`} />
            <span aria-hidden="true">★</span>
            <span className="visually-hidden">{say(language, "stars", { n: one })}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.kinds}>
        <legend className="visually-hidden">{say(language, "solved")}</legend>
        {[true, false].map((one) => (
          <label key={String(one)} className={solved === one ? styles.chosen : undefined}>
            <input type="radio" name="solved" className="visually-hidden" checked={solved === one} onChange={() => setSolved(one)} />
            {say(language, one ? "solved" : "unsolved")}
          </label>
        ))}
      </fieldset>
      <label className={styles.field}>
        {say(language, "rateText")}
        <textarea rows={2} maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} data-testid="rating-text" />
      </label>
      {refusal !== null && <Trouble error={refusal} language={language} />}
      <button type="submit" className={styles.primary} disabled={score === null || busy} data-testid="send-rating">
        {say(language, "sendRating")}
      </button>
    </form>
  );
}
