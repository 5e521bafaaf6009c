import { Result, Spin } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "react-router";

import { LanguageSwitch } from "../layout/language-switch";
import { useWords } from "../messages/language-context";
import styles from "./contacts.module.css";

/** Behind a test message, for whoever opens it, signed in or not: `/contact-check#` and a secret, which so never reaches a log. */
export default function ContactCheckPage() {
  const { t } = useWords();
  const secret = useLocation().hash.slice(1);
  const proven = useQuery({ queryKey: ["contact-check", secret], queryFn: () => prove(secret), retry: 2, staleTime: Infinity });
  return (
    <main className={styles.page} data-testid="contact-check">
      <LanguageSwitch />
      {proven.isPending ? (
        <Spin size="large" />
      ) : proven.data === true ? (
        <Result status="success" title={t("contacts.check.done")} subTitle={t("contacts.check.doneHint")} />
      ) : (
        <Result status="info" title={t("contacts.check.over")} subTitle={t("contacts.check.overHint")} />
      )}
    </main>
  );
}

/** `false`: nobody waits for it any more. Throws where the server is out of reach, so that it is tried again. */
async function prove(secret: string): Promise<boolean> {
  const answer = await fetch("/api/v1/public/contact-checks", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ secret }),
  });
  if (answer.status >= 500) throw new Error("the server is out of reach");
  return answer.ok;
}
