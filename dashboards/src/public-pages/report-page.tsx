import { useState } from "react";

import type { OrderKind, PublicPlace, Reported } from "../api/schema";
import { ask } from "./ask";
import { PhotoPicker } from "./photo-picker";
import styles from "./public-pages.module.css";
import { type Language, say, type TextKey } from "./texts";
import { Trouble } from "./trouble";
import { useAnswer } from "./use-answer";

interface ReportPageProps {
  readonly token: string;
  readonly language: Language;
  /** It has arrived and can be followed there. */
  readonly sent: (path: string) => void;
}

/** Say what is wrong where the code hangs: one thing to write, everything else may be left out. */
export function ReportPage({ token, language, sent }: ReportPageProps) {
  const path = `/qr/${encodeURIComponent(token)}`;
  const { data: place, error, again } = useAnswer<PublicPlace>(path, language);
  const [kind, setKind] = useState<OrderKind>("repair");
  const [words, setWords] = useState("");
  const [phone, setPhone] = useState("");
  const [trap, setTrap] = useState("");
  const [photos, setPhotos] = useState<readonly Blob[]>([]);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);

  if (place === null) {
    return error === null ? <p className="quiet">{say(language, "loading")}</p> : <Trouble error={error} language={language} retry={again} />;
  }

  const send = async () => {
    setTried(true);
    if (words.trim() === "" || busy) return;
    setBusy(true);
    setRefusal(null);
    const form = new FormData();
    for (const [name, value] of Object.entries({ words, kind, phone, language, form: place.form, website: trap })) form.append(name, value);
    photos.forEach((photo, index) => form.append("photos", photo, `photo-${index + 1}.jpg`));
    try {
      const { path: where } = await ask<Reported>(`${path}/requests`, language, { method: "POST", body: form });
      sent(where);
    } catch (why) {
      setRefusal(why);
      setBusy(false);
    }
  };

  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <section className={styles.card} data-testid="place">
        <strong>{place.thing === null ? place.place[language] : place.thing[language]}</strong>
        <span className="quiet">
          {place.site[language]}
          {place.thing !== null && ` · ${place.place[language]}`}
        </span>
      </section>
      <p className={styles.urgent}>{say(language, "urgent")}</p>
      <fieldset className={styles.kinds}>
        <legend>{say(language, "what")}</legend>
        {place.kinds.map((one) => (
          <label key={one} className={kind === one ? styles.chosen : undefined}>
            <input type="radio" name="kind" className="visually-hidden" checked={kind === one} onChange={() => setKind(one)} data-testid={`kind-${one}`} />
            {say(language, `kind_${one}` as TextKey)}
          </label>
        ))}
      </fieldset>
      <label className={styles.field}>
        {say(language, "words")}
        <textarea
          rows={4}
          maxLength={1000}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          placeholder={say(language, "wordsExample")}
          aria-invalid={tried && words.trim() === ""}
          data-testid="words"
        />
        {tried && words.trim() === "" && <span className="late">{say(language, "wordsMissing")}</span>}
      </label>
      <PhotoPicker language={language} photos={photos} choose={setPhotos} />
      <label className={styles.field}>
        {say(language, "phone")}
        <input type="tel" autoComplete="tel" maxLength={32} value={phone} onChange={(event) => setPhone(event.target.value)} data-testid="phone" />
        <span className="quiet">{say(language, "phoneWhy")}</span>
      </label>
      {/* Nobody sees it; programs that fill in everything do. */}
      <div className="visually-hidden" aria-hidden="true">
        <input tabIndex={-1} autoComplete="off" name="website" value={trap} onChange={(event) => setTrap(event.target.value)} />
      </div>
      {refusal !== null && <Trouble error={refusal} language={language} />}
      <button type="submit" className={styles.primary} disabled={busy} data-testid="send">
        {say(language, busy ? "sending" : "send")}
      </button>
      {place.thing !== null && (
        // Of another page, whose key stands behind the #: it never reaches a server's log.
        <a className="quiet" href={`/v#${encodeURIComponent(token)}`} data-testid="contractor">
          {say(language, "contractor")}
        </a>
      )}
    </form>
  );
}
