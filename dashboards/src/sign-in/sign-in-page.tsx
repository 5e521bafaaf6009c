import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { Navigate, useLocation } from "react-router";

import { asProblem, type Problem } from "../api/problem";
import { session } from "../api/session";
import { LanguageSwitch } from "../layout/language-switch";
import { ThemeSwitch } from "../layout/theme-switch";
import { useWords } from "../messages/language-context";
import styles from "./sign-in-page.module.css";

interface Given {
  readonly username: string;
  readonly password: string;
}

/** Username and password; afterwards back to the page that was asked for. */
export function SignInPage() {
  const { t } = useWords();
  const location = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  if (session.signedIn()) return <Navigate to={askedFor(location.state)} replace />;

  async function signIn(given: Given) {
    setBusy(true);
    setProblem(null);
    try {
      await session.signIn(given.username.trim(), given.password);
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
        <Form<Given> layout="vertical" requiredMark={false} onFinish={(given) => void signIn(given)} data-testid="sign-in-form">
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
              style={{ marginBottom: 16 }}
            />
          )}
          <Form.Item name="username" label={t("signIn.username")} rules={[{ required: true, whitespace: true, message: t("signIn.usernameMissing") }]}>
            <Input size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus data-testid="username" />
          </Form.Item>
          <Form.Item name="password" label={t("signIn.password")} rules={[{ required: true, message: t("signIn.passwordMissing") }]}>
            <Input.Password size="large" autoComplete="current-password" data-testid="password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy} data-testid="sign-in">
            {t("signIn.do")}
          </Button>
        </Form>
        <p className={`quiet ${styles.hint}`}>{t("signIn.hint")}</p>
      </section>
    </main>
  );
}

function askedFor(state: unknown): string {
  const from = typeof state === "object" && state !== null ? (state as { from?: unknown }).from : undefined;
  return typeof from === "string" && from.startsWith("/") && !from.startsWith("//") && !from.startsWith("/sign-in") ? from : "/";
}
