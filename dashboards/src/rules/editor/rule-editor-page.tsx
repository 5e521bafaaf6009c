import { Result, Skeleton } from "antd";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";

import { Icon } from "../../icons/icon";
import { Failure } from "../../layout/failure";
import { Page } from "../../layout/page";
import { useFromTop } from "../../layout/use-from-top";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { useBacktest } from "../trial/use-backtests";
import { useRule } from "../use-rule";
import { useRuleForm } from "../use-rule-form";
import { useRules } from "../use-rules";
import { RuleEditor } from "./rule-editor";
import { BLANK, copyOf } from "./start-definition";

/** Change a rule, or write a new one; begins with what a backtest tried, where the address names one. */
export default function RuleEditorPage() {
  const { t } = useWords();
  const { site } = useHere();
  const mayTry = useMay("backtest");
  const { id = null } = useParams();
  useFromTop(id ?? "new");
  const [params] = useSearchParams();
  const [from] = useState(() => params.get("from"));
  const [trial] = useState(() => params.get("backtest"));
  const form = useRuleForm(site.id);
  const rule = useRule(site.id, id);
  const model = useRule(site.id, id === null ? from : null);
  const rules = useRules(site.id);
  const tried = useBacktest(trial);

  const waits = [form, ...(id === null ? [rules] : [rule]), ...(from === null || id !== null ? [] : [model]), ...(trial === null ? [] : [tried])];
  const failed = waits.find(({ data, error }) => data === undefined && error !== null);
  const isReady = waits.every(({ data }) => data !== undefined);
  const back = id === null ? "/rules" : `/rules/${encodeURIComponent(id)}`;

  function start() {
    if (tried.data !== undefined) return tried.data.definition;
    if (rule.data !== undefined) return rule.data.definition;
    return model.data === undefined ? BLANK : copyOf(model.data, rules.data?.map((one) => one.id) ?? []);
  }

  return (
    <>
      <Link to={back} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {id ?? t("rules.title")}
      </Link>
      <Page title={id === null ? t("rules.new") : t("rules.editTitle", { rule: id })}>
        {!mayTry ? (
          <Result status="info" title={t("problem.forbidden")} subTitle={t("rules.mayNotTry")} data-testid="may-not-try" />
        ) : isReady && form.data !== undefined ? (
          <RuleEditor key={`${site.id}/${id ?? ""}`} form={form.data} rule={rule.data ?? null} start={start()} />
        ) : failed !== undefined ? (
          <Failure error={failed.error} retry={() => void failed.refetch()} />
        ) : (
          <Skeleton active paragraph={{ rows: 12 }} />
        )}
      </Page>
    </>
  );
}
