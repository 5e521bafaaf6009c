import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Skeleton } from "antd";
import { useEffect, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";

import { asProblem } from "../api/problem";
import { session } from "../api/session";
import { LanguageSwitch } from "../layout/language-switch";
import { useWords } from "../messages/language-context";
import styles from "./offline.module.css";
import { PinPad } from "./pin-pad";
import { keepPostToken, noteByPin, phoneHere, postToken, signInByPin } from "./post-token";

/** The phone of a post: who takes it over says who they are and types their PIN. */
export default function PostPhonePage() {
  const { t, text, word } = useWords();
  const { hash } = useLocation();
  const go = useNavigate();
  const [token, setToken] = useState(() => hash.slice(1) || postToken());
  const [person, choose] = useState<string | null>(null);
  const here = useQuery({ queryKey: ["phone-here", token], enabled: token !== null, retry: false, queryFn: () => phoneHere(token ?? "") });
  const problem = here.error === null ? null : asProblem(here.error);
  const chosen = here.data?.people.find(({ id }) => id === person);

  useEffect(() => {
    if (hash === "" || here.data === undefined) return;
    // It is one: keep what makes it one, and take it out of the address. Whoever set it up does not stay signed in on it.
    keepPostToken(hash.slice(1));
    void session.signOut().then(() => go("/post-phone", { replace: true }));
  }, [hash, here.data, go]);

  async function signIn(pin: string) {
    const tokens = await signInByPin(token ?? "", person ?? "", pin);
    noteByPin(true);
    session.adoptTokens(tokens);
    await go("/", { replace: true });
  }

  return (
    <main className={styles.box} data-testid="post-phone">
      <div className={styles.row}>
        <LanguageSwitch />
      </div>
      {token === null || problem?.status === 401 ? (
        <>
          <Alert type="warning" title={problem === null ? t("offline.phone.none") : problem.detail} data-testid="no-post-phone" />
          {problem?.status === 401 && (
            <Button
              onClick={() => {
                keepPostToken(null);
                setToken(null);
              }}
            >
              {t("offline.phone.forget")}
            </Button>
          )}
        </>
      ) : here.data === undefined ? (
        problem === null ? (
          <Skeleton active />
        ) : (
          <Alert type="error" title={problem.detail || t("problem.unreachable")} action={<Button onClick={() => void here.refetch()}>{t("problem.retry")}</Button>} />
        )
      ) : (
        <>
          <h1>{here.data.name}</h1>
          <p className="quiet">
            {text(here.data.site_name)} · {word("rota.post", here.data.post)}
          </p>
          {chosen === undefined ? (
            <>
              <h2>{t("offline.phone.who")}</h2>
              <div className={styles.people}>
                {here.data.people.map(({ id, name }) => (
                  <Button key={id} size="large" block onClick={() => choose(id)} data-testid="pin-person" data-person={id}>
                    {name}
                  </Button>
                ))}
              </div>
              {here.data.people.length === 0 && <p>{t("offline.phone.nobody")}</p>}
            </>
          ) : (
            <PinPad name={chosen.name} enter={signIn} back={() => choose(null)} />
          )}
        </>
      )}
      <p>
        <Link to="/sign-in">{t("offline.phone.password")}</Link>
      </p>
    </main>
  );
}
