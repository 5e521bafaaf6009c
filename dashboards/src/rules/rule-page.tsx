import { Card, Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../icons/icon";
import { Failure } from "../layout/failure";
import pageStyles from "../layout/page.module.css";
import { useFromTop } from "../layout/use-from-top";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { RuleAlarms } from "./rule-alarms";
import { RuleFacts } from "./rule-facts";
import { RuleHead } from "./rule-head";
import styles from "./rule-page.module.css";
import { BacktestList } from "./trial/backtest-list";
import { useRule } from "./use-rule";
import { useRuleSpeech } from "./use-rule-speech";
import { RuleVersions } from "./versions/rule-versions";
import { YamlView } from "./yaml-view";

/** One rule: what it judges, what it has told lately, how it came to be as it is. */
export default function RulePage() {
  const { t } = useWords();
  const { site } = useHere();
  const { id = "" } = useParams();
  useFromTop(id);
  const { data: rule, error, refetch } = useRule(site.id, id);
  const speech = useRuleSpeech();
  return (
    <>
      <Link to="/rules" style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {t("rules.title")}
      </Link>
      {rule === undefined ? (
        error === null ? (
          <Skeleton active paragraph={{ rows: 10 }} />
        ) : (
          <Failure error={error} retry={() => void refetch()} />
        )
      ) : (
        <article className={pageStyles.page} data-testid="rule-detail" data-rule-id={rule.id}>
          <RuleHead rule={rule} speech={speech} />
          <div className={styles.columns}>
            <div className={styles.column}>
              <Card size="small" title={t("rules.judges")}>
                <p className={styles.judges} data-testid="rule-judges">
                  {speech.condition(rule.definition)}
                </p>
              </Card>
              <RuleFacts rule={rule} speech={speech} />
              <YamlView yaml={rule.yaml} title={t("rules.definition")} />
            </div>
            <div className={styles.column}>
              <RuleAlarms site={site.id} rule={rule.id} />
              <RuleVersions rule={rule} />
              <BacktestList site={site.id} rule={rule.id} />
            </div>
          </div>
        </article>
      )}
    </>
  );
}
