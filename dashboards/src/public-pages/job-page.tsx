import { useRef, useState } from "react";

import type { JobStep, Outcome, PublicJob } from "../api/schema";
import { uniqueKey } from "../api/unique-key";
import { ask, Refused } from "./ask";
import styles from "./public-pages.module.css";
import { smallerPhoto } from "./smaller-photo";
import { type Language, say, type TextKey } from "./texts";
import { Trouble } from "./trouble";
import { useAnswer } from "./use-answer";

const EVERY_MS = 30_000;
const OUTCOMES = ["real", "nothing_found"] as const satisfies readonly Outcome[];

interface JobPageProps {
  readonly token: string;
  readonly language: Language;
}

/** One job for somebody without an account: on the way, there, photos, done; one likely button at a time. */
export function JobPage({ token, language }: JobPageProps) {
  const path = `/jobs/${encodeURIComponent(token)}`;
  const { data: job, error, put, again } = useAnswer<PublicJob>(path, language, EVERY_MS);
  const input = useRef<HTMLInputElement>(null);
  const [note, write] = useState("");
  // A note that saw no answer is sent again under the same id, and stands there once.
  const [noteId, setNoteId] = useState(uniqueKey);
  const [outcome, choose] = useState<Outcome>("real");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);

  if (job === null) {
    if (error instanceof Refused && error.status === 404) {
      return (
        <p role="alert" data-testid="job-nowhere">
          {say(language, "jobNowhere")}
        </p>
      );
    }
    return error === null ? <p className="quiet">{say(language, "loading")}</p> : <Trouble error={error} language={language} retry={again} />;
  }

  async function doing(work: () => Promise<PublicJob>) {
    setBusy(true);
    setRefusal(null);
    try {
      put(await work());
    } catch (why) {
      setRefusal(why);
    } finally {
      setBusy(false);
    }
  }

  const tell = (step: JobStep) =>
    doing(async () => {
      const body = JSON.stringify({ step, note, occurred_at: new Date().toISOString(), ...(step === "done" ? { outcome } : {}), ...(step === "note" ? { id: noteId } : {}) });
      const told = await ask<PublicJob>(`${path}/steps`, language, { method: "POST", body, headers: { "Content-Type": "application/json" } });
      write("");
      setNoteId(uniqueKey());
      return told;
    });

  const send = (files: readonly File[]) =>
    doing(async () => {
      let told: PublicJob | null = null;
      for (const file of files) {
        const form = new FormData();
        form.append("file", await smallerPhoto(file), "photo.jpg");
        told = await ask<PublicJob>(`${path}/attachments`, language, { method: "POST", body: form });
      }
      return told ?? (await ask<PublicJob>(path, language));
    });

  const clock = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const next = job.steps.find((step) => step !== "note");
  return (
    <div className={styles.form} data-testid="job" data-state={job.state}>
      <section className={styles.card}>
        <strong className={styles.state}>{job.title[language]}</strong>
        <span>{[job.site_name[language], job.place[language], job.thing?.[language] ?? ""].filter((part) => part !== "").join(" · ")}</span>
        {job.note !== "" && <p>{job.note}</p>}
        <span className="quiet">
          {say(language, "number", { number: job.number })} · {job.state_name[language]}
        </span>
        <span className="quiet">
          {say(language, "jobFor", { name: job.for_name })} · {say(language, "jobBy", { name: job.made_by_name })} ·{" "}
          {say(language, "jobUntil", { time: clock.format(new Date(job.expires_at)) })}
        </span>
      </section>
      {job.contacts.map((contact) => (
        <section key={contact.phone + contact.name} className={styles.card} data-testid="job-contact">
          <strong>{say(language, "jobContact")}</strong>
          <span>{[contact.name, contact.room].filter((part) => part !== "").join(" · ")}</span>
          {contact.phone !== "" && <a href={`tel:${contact.phone}`}>{say(language, "jobCall", { phone: contact.phone })}</a>}
        </section>
      ))}
      {job.open ? (
        <>
          <label className={styles.field}>
            {say(language, "jobNote")}
            <textarea rows={2} maxLength={2000} value={note} onChange={(event) => write(event.target.value)} data-testid="job-text" />
          </label>
          <div className={styles.photos}>
            <button type="button" className={styles.plain} disabled={busy} onClick={() => input.current?.click()}>
              {say(language, "jobPhotos")}
            </button>
            {note.trim() !== "" && (
              <button type="button" className={styles.plain} disabled={busy} onClick={() => void tell("note")} data-testid="job-send-note">
                {say(language, "jobSendNote")}
              </button>
            )}
          </div>
          <input
            ref={input}
            type="file"
            accept="image/*"
            capture="environment"
            multiple
            hidden
            data-testid="job-photo"
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = "";
              if (files.length > 0) void send(files);
            }}
          />
          {next === "done" && (
            <fieldset className={styles.kinds}>
              <legend>{say(language, "jobOutcome")}</legend>
              {OUTCOMES.map((one) => (
                <label key={one} className={outcome === one ? styles.chosen : undefined}>
                  <input type="radio" name="outcome" className="visually-hidden" checked={outcome === one} onChange={() => choose(one)} data-testid={`outcome-${one}`} />
                  {say(language, `outcome_${one}` as TextKey)}
                </label>
              ))}
            </fieldset>
          )}
          {refusal !== null && <Trouble error={refusal} language={language} />}
          {next !== undefined && (
            <button type="button" className={styles.primary} disabled={busy} onClick={() => void tell(next)} data-testid="job-step" data-step={next}>
              {busy ? say(language, "jobSending") : say(language, `step_${next}` as TextKey)}
            </button>
          )}
        </>
      ) : (
        <p data-testid="job-over">{say(language, "jobOver")}</p>
      )}
      {job.said.length + job.photos.length > 0 && (
        <section className={styles.card} data-testid="job-said">
          <strong>{say(language, "jobSaid")}</strong>
          {job.said.map(({ at, text }) => (
            <span key={at + text}>
              {clock.format(new Date(at))} · {text}
            </span>
          ))}
          {job.photos.map(({ id, name, at }) => (
            <span key={id}>
              {clock.format(new Date(at))} · {say(language, "jobPhotoSent", { name })}
            </span>
          ))}
        </section>
      )}
      {error !== null && <Trouble error={error} language={language} retry={again} />}
    </div>
  );
}
