import { Card, Skeleton } from "antd";
import { Link, useParams } from "react-router";

import { Icon } from "../../icons/icon";
import { LinkButton } from "../../layout/link-button";
import { Page } from "../../layout/page";
import { useFromTop } from "../../layout/use-from-top";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { useRule } from "../use-rule";
import { BacktestView } from "./backtest-view";
import { useBacktest } from "./use-backtests";

/** One backtest of a rule, to be read and shown around; whoever may goes on writing from it. */
export default function BacktestPage() {
  const { t } = useWords();
  const { site } = useHere();
  const { id = "", backtest: backtestId = "" } = useParams();
  useFromTop(backtestId);
  const mayTry = useMay("backtest");
  const { data: rule, isPending } = useRule(site.id, id);
  const { data: backtest } = useBacktest(backtestId);
  const path = rule === undefined ? "/rules/new" : `/rules/${encodeURIComponent(id)}/edit`;
  return (
    <>
      <Link to={rule === undefined ? "/rules" : `/rules/${encodeURIComponent(id)}`} style={{ display: "inline-flex", alignItems: "center", minHeight: 44 }}>
        <Icon name="back" /> {id}
      </Link>
      <Page
        title={t("trial.one")}
        actions={
          mayTry && backtest !== undefined && !isPending ? (
            <LinkButton to={`${path}?backtest=${backtest.id}`} testId="go-on-editing">
              {t("trial.goOn")}
            </LinkButton>
          ) : null
        }
      >
        {isPending && backtest === undefined ? (
          <Skeleton active />
        ) : (
          <Card size="small">
            <BacktestView id={backtestId} />
          </Card>
        )}
      </Page>
    </>
  );
}
