import { App, Button, Card } from "antd";

import { useWords } from "../messages/language-context";
import styles from "./yaml-view.module.css";

/** The rule as it is written, to be read and copied. */
export function YamlView({ yaml, title }: { readonly yaml: string; readonly title: string }) {
  const { t } = useWords();
  const { message } = App.useApp();

  async function copy() {
    try {
      await navigator.clipboard.writeText(yaml);
      void message.success(t("rules.copied"));
    } catch {
      // Over plain http browsers give no clipboard: the text can be selected by hand.
      void message.info(t("rules.copyByHand"));
    }
  }

  return (
    <Card
      size="small"
      title={title}
      extra={
        <Button size="small" onClick={() => void copy()} data-testid="copy-yaml">
          {t("rules.copy")}
        </Button>
      }
    >
      <pre className={styles.yaml} tabIndex={0} aria-label={title} data-testid="rule-yaml">
        {yaml}
      </pre>
    </Card>
  );
}
