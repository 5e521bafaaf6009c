import { Card } from "antd";

import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { PhoneCodeCard } from "../phone/phone-code-card";
import styles from "./overview-page.module.css";

const WAYS = ["simulate", "connect", "import"] as const;

/** A new site without devices: the ways to begin. */
export function FirstSteps() {
  const { t } = useWords();
  return (
    <Page title={t("first.title")}>
      <div className={styles.three}>
        {WAYS.map((way) => (
          <Card key={way} size="small" title={t(`first.${way}`)}>
            <p>{t(`first.${way}Hint`)}</p>
            <pre style={{ overflowX: "auto", margin: "12px 0 0" }}>{t(`first.${way}Command`)}</pre>
          </Card>
        ))}
      </div>
      <PhoneCodeCard />
    </Page>
  );
}
