import { Collapse } from "antd";

import { useWords } from "../messages/language-context";
import styles from "./contacts.module.css";

const ON = ["android", "ios", "wecom", "china"] as const;

/** How notifications are allowed, by the kind of phone. */
export function HowTo() {
  const { t } = useWords();
  return (
    <Collapse
      ghost
      size="small"
      items={ON.map((phone) => ({
        key: phone,
        label: t(`contacts.how.${phone}`),
        children: <p className={styles.how}>{t(`contacts.how.${phone}Steps`)}</p>,
      }))}
    />
  );
}
