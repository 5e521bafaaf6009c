import { Alert, Button } from "antd";
import { type SubmitEvent, useState } from "react";
import { Navigate, useLocation } from "react-router";

import { asProblem, type Problem } from "../api/problem";
import { session } from "../api/session";
import { LanguageSwitch } from "../layout/language-switch";
import { ThemeSwitch } from "../layout/theme-switch";
import { useWords } from "../messages/language-context";
import { isAway } from "../offline/reach";
import { EmergencyNumbers } from "../phone/emergency-numbers";
import { SignInField } from "./sign-in-field";
import styles from "./sign-in-page.module.css";

const NOTHING_MISSING = { username: false, password: false };

/** Username and password; afterwards back to the page that was asked for. Light, because every phone loads it first. */
export function SignInPage() {
  const { t } = useWords();
  const location = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(NOTHING_MISSING);

  if (session.signedIn()) return <Navigate to={askedFor(location.state)} replace />;

  function submitted(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const word = (name: string) => {
      const written = given.get(name);
      return typeof written === "string" ? written : "";
    };
    const username = word("username").trim();
    const password = word("password");
    setMissing({ username: username === "", password: password === "" });
    if (username !== "" && password !== "") void signIn(username, password);
  }

  async function signIn(username: string, password: string) {
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(username, password);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  }

  return (
    <main className={styles.page}>
      <div className={styles.corner}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
      <section className={styles.box} aria-labelledby="sign-in">
        <img src="/icon.svg" alt="" width="48" height="48" />
        <h1 id="sign-in">{t("app.name")}</h1>
        <p className="quiet">{t("app.what")}</p>
        <form onSubmit={submitted} noValidate data-testid="sign-in-form">
          {problem !== null && (
            <Alert
              type="error"
              showIcon
              role="alert"
              data-testid="sign-in-problem"
              title={
                problem.status === 0
                  ? t("problem.unreachable")
                  : problem.status === 401
                    ? problem.detail || t("signIn.wrong")
                    : problem.detail || problem.title || t("problem.title")
              }
            />
          )}
          <SignInField name="username" label={t("signIn.username")} missing={missing.username ? t("signIn.usernameMissing") : null} autoFocus />
          <SignInField name="password" label={t("signIn.password")} missing={missing.password ? t("signIn.passwordMissing") : null} />
          <Button type="primary" htmlType="submit" size="large" block loading={busy} data-testid="sign-in">
            {t("signIn.do")}
          </Button>
        </form>
        {problem !== null && isAway(problem.status) && <EmergencyNumbers />}
        <p className={`quiet ${styles.hint}`}>{t("signIn.hint")}</p>
      </section>
    </main>
  );
}

function askedFor(state: unknown): string {
  const from = typeof state === "object" && state !== null ? (state as { from?: unknown }).from : undefined;
  return typeof from === "string" && from.startsWith("/") && !from.startsWith("//") && !from.startsWith("/sign-in") ? from : "/";
}
