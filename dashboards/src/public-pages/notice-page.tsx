import { useState } from "react";

import type { PublicNotice } from "../api/schema";
import { ask } from "./ask";
import styles from "./public-pages.module.css";
import { type Language, say } from "./texts";
import { Trouble } from "./trouble";
import { useAnswer } from "./use-answer";

const EVERY_MS = 60_000;

interface NoticePageProps {
  readonly token: string;
  readonly language: Language;
  /** What a personal link ends in (after `#`); empty where the code was scanned. */
  readonly off: string;
}

/** A notice as residents read it: how it stands, its words, what was added since, whom to call. */
export function NoticePage({ token, language, off }: NoticePageProps) {
  const { data: notice, error, again } = useAnswer<PublicNotice>(`/notices/${encodeURIComponent(token)}`, language, EVERY_MS);
  if (notice === null) {
    return error === null ? <p className="quiet">{say(language, "loading")}</p> : <Trouble error={error} language={language} retry={again} />;
  }
  const clock = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const at = (moment: string) => clock.format(new Date(moment));
  const over = notice.state === "closed" || notice.state === "withdrawn";
  const state = notice.state === "withdrawn" ? "noticeWithdrawn" : over ? "noticeOver" : notice.updates.length > 0 ? "noticeUpdated" : "noticeHolds";
  return (
    <div className={styles.form} data-testid="public-notice" data-state={notice.state}>
      <section className={styles.card}>
        <strong className={styles.state} aria-live="polite">
          {say(language, state)}
        </strong>
        <span className="quiet">{notice.place[language]}</span>
        {!over && <span>{notice.until === null ? say(language, "noticeOpenEnd") : say(language, "noticeUntil", { time: at(notice.until) })}</span>}
        {notice.words !== "" && <span>{notice.words}</span>}
      </section>
      {[...notice.updates].reverse().map((update) => (
        <section key={update.at} className={styles.card} data-testid="public-update" data-closing={update.closing}>
          <span className="quiet">
            {say(language, update.closing ? "noticeOver" : "noticeUpdated")} · <time dateTime={update.at}>{at(update.at)}</time>
          </span>
          <p className={styles.words}>{update.text[language]}</p>
        </section>
      ))}
      <article className={styles.card}>
        <h2 className={styles.title}>{notice.title[language]}</h2>
        <p className={styles.words}>{notice.text[language]}</p>
        <span className="quiet">
          {notice.site[language]} · <time dateTime={notice.published_at}>{at(notice.published_at)}</time> · {notice.number}
        </span>
      </article>
      {notice.phone !== "" && (
        <a className={styles.callLink} href={`tel:${notice.phone.replace(/[^\d+]/g, "")}`} data-testid="notice-call">
          {say(language, "jobCall", { phone: notice.phone })}
        </a>
      )}
      {error !== null && <Trouble error={error} language={language} retry={again} />}
      {off !== "" && <StopMessages token={off} language={language} />}
    </div>
  );
}

/** No more messages to the address that this link was sent to; asked once more, for a tap is soon done. */
function StopMessages({ token, language }: { readonly token: string; readonly language: Language }) {
  const [state, setState] = useState<"offered" | "sure" | "busy" | "done">("offered");
  const [refusal, setRefusal] = useState<unknown>(null);

  async function stop() {
    setState("busy");
    setRefusal(null);
    try {
      await ask("/notice-opt-out", language, { method: "POST", body: JSON.stringify({ token }), headers: { "Content-Type": "application/json" } });
      setState("done");
    } catch (why) {
      setRefusal(why);
      setState("sure");
    }
  }

  if (state === "done") {
    return (
      <p className="quiet" role="status" data-testid="stopped">
        {say(language, "stopDone")}
      </p>
    );
  }
  return (
    <section className={styles.form}>
      {state === "offered" ? (
        <button type="button" className={styles.plain} onClick={() => setState("sure")} data-testid="stop-messages">
          {say(language, "stop")}
        </button>
      ) : (
        <>
          <p>{say(language, "stopSure")}</p>
          <button type="button" className={styles.plain} disabled={state === "busy"} onClick={() => void stop()} data-testid="stop-sure">
            {say(language, "stopYes")}
          </button>
        </>
      )}
      {refusal !== null && <Trouble error={refusal} language={language} />}
    </section>
  );
}
