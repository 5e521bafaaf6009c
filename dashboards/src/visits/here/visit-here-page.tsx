import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Skeleton } from "antd";
import { useState } from "react";
import { useLocation } from "react-router";

import { asProblem } from "../../api/problem";
import { Failure } from "../../layout/failure";
import { LanguageSwitch } from "../../layout/language-switch";
import { useWords } from "../../messages/language-context";
import styles from "./here.module.css";
import { OwnVisitView } from "./own-visit-view";
import { ownVisit, place, remember, remembered } from "./own-visit";
import { ResumeForm } from "./resume-form";
import { SignInForm } from "./sign-in-form";

const LOOK_AGAIN_MS = 8_000;
const OVER: readonly string[] = ["done", "ended", "refused", "lapsed", "withdrawn"];

/** Behind the code at an asset, for people without an account: `/v#` and the token, which so never reaches a log. */
export default function VisitHerePage() {
  const { t, text } = useWords();
  const { hash } = useLocation();
  const code = hash.slice(1);
  const client = useQueryClient();
  const [token, setToken] = useState(() => remembered(code));
  const [resuming, setResuming] = useState(false);
  const here = useQuery({ queryKey: ["visit-place", code], queryFn: () => place(code), retry: false, staleTime: Infinity });
  const own = useQuery({
    queryKey: ["own-visit", token],
    queryFn: () => ownVisit(token ?? ""),
    enabled: token !== null,
    retry: false,
    refetchInterval: ({ state }) => (state.data !== undefined && OVER.includes(state.data.state) ? false : LOOK_AGAIN_MS),
  });
  const problem = useMutation({ mutationFn: (act: () => Promise<void>) => act() });
  const gone = own.error !== null && asProblem(own.error).status === 404;
  const visit = gone ? undefined : own.data;

  function begun(given: string) {
    remember(code, given);
    setToken(given);
    setResuming(false);
  }

  function again() {
    remember(code, null);
    setToken(null);
    problem.reset();
  }

  return (
    <main className={styles.page} data-testid="visit-here">
      <div className={styles.bar}>
        <strong>{t("visits.here.title")}</strong>
        <LanguageSwitch />
      </div>
      <section className={styles.box}>
        {here.data !== undefined && (
          <header>
            <h1 data-testid="here-asset">{text(here.data.asset_name)}</h1>
            <p className="quiet">
              {text(here.data.site_name)} · {text(here.data.place)}
            </p>
          </header>
        )}
        {problem.error !== null && <Alert type="error" showIcon role="alert" title={asProblem(problem.error).detail || t("problem.unreachable")} data-testid="here-problem" />}
        {here.error !== null ? (
          asProblem(here.error).status === 404 ? (
            <p data-testid="here-nowhere">{t("visits.here.nowhere")}</p>
          ) : (
            <Failure error={here.error} retry={() => void here.refetch()} />
          )
        ) : here.data === undefined || (token !== null && own.isPending) ? (
          <Skeleton active />
        ) : visit !== undefined && token !== null ? (
          <OwnVisitView
            visit={visit}
            token={token}
            busy={problem.isPending}
            act={(step) => problem.mutate(async () => void client.setQueryData(["own-visit", token], await step()))}
            again={again}
          />
        ) : resuming ? (
          <ResumeForm code={code} begun={begun} back={() => setResuming(false)} />
        ) : (
          <SignInForm code={code} begun={begun} resume={() => setResuming(true)} />
        )}
      </section>
    </main>
  );
}
