import { Card } from "antd";

import type { NoticeDetail } from "../api/schema";
import { useWords } from "../messages/language-context";
import styles from "./notices.module.css";

/** What residents read, in both languages side by side. */
export function NoticeWords({ notice }: { readonly notice: Pick<NoticeDetail, "title" | "text"> }) {
  const { t } = useWords();
  return (
    <Card size="small" title={t("notices.words")} data-testid="notice-words">
      <div className={styles.both}>
        <section className={styles.part} lang="zh-CN">
          <h3>{notice.title.zh}</h3>
          <p className={styles.text}>{notice.text.zh}</p>
        </section>
        <section className={styles.part} lang="en">
          <h3>{notice.title.en}</h3>
          <p className={styles.text}>{notice.text.en}</p>
        </section>
      </div>
    </Card>
  );
}
