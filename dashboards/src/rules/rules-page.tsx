import { Button, Empty, Skeleton } from "antd";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

import { Failure } from "../layout/failure";
import { LinkButton } from "../layout/link-button";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { RuleCards } from "./rule-cards";
import { chosenRules, type RuleFilter, ruleFilterOf, ruleParams } from "./rule-filter";
import { RuleFilterBar } from "./rule-filter-bar";
import { RuleTable } from "./rule-table";
import { RulesExport } from "./rules-export";
import { useRuleSpeech } from "./use-rule-speech";
import { useRules } from "./use-rules";

/** When what is an alarm, how urgent, and for whom: the rules in force at the site. */
export default function RulesPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const mayTry = useMay("backtest");
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => ruleFilterOf(params), [params]);
  const choose = useCallback((chosen: RuleFilter) => setParams(ruleParams(chosen), { replace: true }), [setParams]);
  const { data: rules, error, refetch } = useRules(site.id);
  const speech = useRuleSpeech();
  const shown = useMemo(
    () => chosenRules(rules ?? [], filter, (rule) => `${speech.message(rule)} ${speech.condition(rule.definition)}`),
    [rules, filter, speech],
  );

  return (
    <Page
      title={t("rules.title")}
      actions={
        <>
          {rules !== undefined && (
            <span className="quiet number" style={{ alignSelf: "center" }} data-testid="rules-count">
              {t("rules.count", { n: shown.length })}
            </span>
          )}
          <RulesExport rules={shown} speech={speech} />
          {mayTry && !narrow && (
            <LinkButton to="/rules/new" testId="new-rule">
              {t("rules.new")}
            </LinkButton>
          )}
        </>
      }
    >
      <RuleFilterBar filter={filter} choose={choose} rules={rules ?? []} speech={speech} />
      <div data-testid="rule-list" aria-busy={rules === undefined}>
        {error !== null && rules === undefined && <Failure error={error} retry={() => void refetch()} />}
        {error === null && rules === undefined && <Skeleton active paragraph={{ rows: 8 }} />}
        {shown.length > 0 && (narrow ? <RuleCards rules={shown} speech={speech} /> : <RuleTable rules={shown} speech={speech} />)}
        {rules !== undefined && shown.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={rules.length === 0 ? t("rules.none") : t("rules.noneFound")}>
            {params.size > 0 && <Button onClick={() => setParams({})}>{t("list.clearFilter")}</Button>}
          </Empty>
        )}
      </div>
    </Page>
  );
}
