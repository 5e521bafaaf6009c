import { Tag, Tooltip } from "antd";

import type { Rule } from "../api/schema";
import { useWords } from "../messages/language-context";
import { useMomentWords } from "../time/use-moment-words";

/** That a rule is not the one of the files any more: which version of this site judges, and whose it is. */
export function VersionBadge({ rule }: { readonly rule: Pick<Rule, "version" | "author" | "changed_at" | "holds"> }) {
  const { t } = useWords();
  const moment = useMomentWords();
  if (rule.version === 0) return null;
  if (!rule.holds) {
    return (
      <Tooltip title={t("rules.versionUnusableHint")}>
        <Tag color="warning" data-testid="rule-version" data-holds="false">
          ⚠ {t("rules.versionUnusable", { n: rule.version })}
        </Tag>
      </Tooltip>
    );
  }
  const whose = rule.author === null || rule.changed_at === null ? "" : t("rules.versionBy", { author: rule.author, time: moment(rule.changed_at) });
  return (
    <Tooltip title={whose}>
      <Tag data-testid="rule-version" data-holds="true">
        {t("rules.version", { n: rule.version })}
      </Tag>
    </Tooltip>
  );
}
