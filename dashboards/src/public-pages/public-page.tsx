import { useEffect, useState } from "react";

import { JobPage } from "./job-page";
import { FollowPage } from "./follow-page";
import { NoticePage } from "./notice-page";
import styles from "./public-pages.module.css";
import { ReportPage } from "./report-page";
import { type Language, ownLanguage, say } from "./texts";

const CHOSEN = "steward.public-language";

function chosenBefore(): string | null {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null; // storage is forbidden: nothing is remembered, everything still works
  }
}

/** `/q/…`: report something where the code hangs; `/r/…`: follow what was asked for; `/j/#…`: take part in one job; `/n/…`: a notice. */
export function PublicPage() {
  const [language, choose] = useState<Language>(() => ownLanguage(chosenBefore(), navigator.languages));
  const [path, setPath] = useState(location.pathname);
  const [, place, token = ""] = path.split("/");
  const title = say(language, place === "r" ? "follow" : place === "j" ? "job" : place === "n" ? "notice" : "report");

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = title;
  }, [language, title]);
  useEffect(() => {
    const moved = () => setPath(location.pathname);
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);

  const other = language === "zh" ? "en" : "zh";
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{title}</h1>
        <button
          type="button"
          className={styles.plain}
          lang={other === "zh" ? "zh-CN" : "en"}
          data-testid="language"
          onClick={() => {
            choose(other);
            try {
              localStorage.setItem(CHOSEN, other);
            } catch {
              // Not remembered, then.
            }
          }}
        >
          {say(language, "other")}
        </button>
      </header>
      {place === "j" ? (
        <JobPage key={location.hash} token={location.hash.slice(1)} language={language} />
      ) : place === "n" ? (
        <NoticePage key={token} token={token} language={language} off={location.hash.slice(1)} />
      ) : place === "r" ? (
        <FollowPage key={token} token={token} language={language} />
      ) : (
        <ReportPage
          token={token}
          language={language}
          sent={(where) => {
            history.pushState(null, "", where);
            setPath(where);
            scrollTo(0, 0);
          }}
        />
      )}
    </div>
  );
}
