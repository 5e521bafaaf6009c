import type { PublicProgress } from "../api/schema";
import styles from "./public-pages.module.css";
import { RatingForm } from "./rating-form";
import { type Language, say } from "./texts";
import { Trouble } from "./trouble";
import { useAnswer } from "./use-answer";

const EVERY_MS = 30_000;
const BAD = 2;

interface FollowPageProps {
  readonly token: string;
  readonly language: Language;
}

/** How far it is, step by step; once it is done, how satisfied one is. */
export function FollowPage({ token, language }: FollowPageProps) {
  const path = `/requests/${encodeURIComponent(token)}`;
  const { data: progress, error, put, again } = useAnswer<PublicProgress>(path, language, EVERY_MS);
  if (progress === null) {
    return error === null ? <p className="quiet">{say(language, "loading")}</p> : <Trouble error={error} language={language} retry={again} />;
  }
  const clock = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const reached = progress.steps.reduce((last, { at }, index) => (at === null ? last : index), 0);
  return (
    <div className={styles.form}>
      <section className={styles.card} data-testid="progress">
        <strong className={styles.state} aria-live="polite">
          {progress.state[language]}
        </strong>
        <span className="quiet">
          {[progress.site[language], progress.place[language], progress.kind_name[language]].filter((part) => part !== "").join(" · ")}
        </span>
        <span className="quiet">{say(language, "number", { number: progress.number })}</span>
        {progress.promised_until !== null && <span>{say(language, "promised", { time: clock.format(new Date(progress.promised_until)) })}</span>}
      </section>
      <ol className={styles.steps}>
        {progress.steps.map(({ key, name, at }, index) => (
          <li key={key} className={index <= reached ? styles.reached : undefined} aria-current={index === reached ? "step" : undefined} data-step={key}>
            <span>{name[language]}</span>
            {at !== null && <time dateTime={at}>{clock.format(new Date(at))}</time>}
          </li>
        ))}
      </ol>
      {progress.can_rate && <RatingForm path={path} language={language} rated={put} />}
      {progress.rated !== null && (
        <section className={styles.card} data-testid="rated">
          <p>{say(language, "thanks", { n: progress.rated })}</p>
          {progress.rated <= BAD && <p>{say(language, "sorry")}</p>}
        </section>
      )}
      {error !== null && <Trouble error={error} language={language} retry={again} />}
      {!progress.over && <p className="quiet">{say(language, "keepPage")}</p>}
    </div>
  );
}
