import { Button } from "antd";
import { useEffect } from "react";

import { useWords } from "../messages/language-context";
import { EmergencyNumbers } from "./emergency-numbers";
import styles from "./emergency.module.css";

/** The app was opened without a network on a phone that keeps nothing of its person yet: what is missing, and what can be done all the same. */
export function NothingKept({ retry }: { readonly retry: () => void }) {
  const { t } = useWords();
  useEffect(() => {
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [retry]);
  return (
    <main className={styles.page} data-testid="nothing-kept">
      <h1>{t("phone.cold")}</h1>
      <p role="alert">{t("phone.coldMissing")}</p>
      <EmergencyNumbers />
      <p>{t("phone.coldWorks")}</p>
      <Button type="primary" size="large" block onClick={retry} data-testid="retry">
        {t("problem.retry")}
      </Button>
    </main>
  );
}
