import { Alert, Button, Tooltip } from "antd";

import type { RuleDetail } from "../api/schema";
import { LinkButton } from "../layout/link-button";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { SeverityMark } from "../severity/severity-mark";
import { useMay } from "../sites/site-context";
import styles from "./rule-page.module.css";
import type { RuleSpeech } from "./use-rule-speech";
import { VersionBadge } from "./version-badge";

/** What the rule is, and the way to change it. */
export function RuleHead({ rule, speech }: { readonly rule: RuleDetail; readonly speech: RuleSpeech }) {
  const { t } = useWords();
  const narrow = useNarrow();
  const mayTry = useMay("backtest");
  const id = encodeURIComponent(rule.id);
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h1>{speech.message(rule)}</h1>
          <div className={styles.meta}>
            <SeverityMark severity={rule.severity} />
            <code className="quiet">{rule.id}</code>
            <VersionBadge rule={rule} />
          </div>
        </div>
        {mayTry && !narrow && (
          <LinkButton to={`/rules/new?from=${id}`} testId="copy-rule">
            {t("rules.copyAsNew")}
          </LinkButton>
        )}
        {mayTry ? (
          <LinkButton to={`/rules/${id}/edit`} testId="edit-rule">
            {t("rules.edit")}
          </LinkButton>
        ) : (
          <Tooltip title={t("rules.mayNotTry")}>
            <Button disabled data-testid="edit-rule">
              {t("rules.edit")}
            </Button>
          </Tooltip>
        )}
      </header>
      {!rule.holds && <Alert type="warning" showIcon title={t("rules.versionUnusableHint")} />}
    </>
  );
}
