import { Alert, Button, Card, Select, Tooltip } from "antd";
import { useState } from "react";

import type { Backtest, RuleCheck } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import { useHere, useMay, useZone } from "../../sites/site-context";
import { useNow } from "../../time/clock";
import { useMomentWords } from "../../time/use-moment-words";
import { BacktestView } from "../trial/backtest-view";
import { useStartBacktest } from "../use-rule-writes";
import styles from "./editor.module.css";
import { TrialWindowInput } from "./trial-window";
import { spanOf, type TrialWindow } from "./window";

interface TrialCardProps {
  /** What is written now; `undefined`: not checked yet. */
  readonly check: RuleCheck | undefined;
  readonly backtests: readonly Backtest[];
  /** The backtest that is shown. */
  readonly shown: string | null;
  readonly show: (id: string) => void;
  /** Take the definition that a backtest tried back into the editor. */
  readonly load: (backtest: Backtest) => void;
}

/** Try what is written on the site's own history, and see what would have come of it. */
export function TrialCard({ check, backtests, shown, show, load }: TrialCardProps) {
  const { t, word } = useWords();
  const { site } = useHere();
  const zone = useZone();
  const moment = useMomentWords();
  const may = useMay("backtest");
  const [window, choose] = useState<TrialWindow>({ kind: "last", days: 7 });
  const now = useNow(60);
  const start = useStartBacktest(site.id);
  const opened = backtests.find(({ id }) => id === shown);
  const isOther = opened !== undefined && check !== undefined && check.digest !== null && opened.digest !== check.digest;
  const ready = check?.ok === true && check.definition !== null;
  const why = !may ? t("rules.mayNotTry") : !ready ? t("trial.notReady") : undefined;

  function begin() {
    const span = spanOf(window, Date.now(), zone);
    if (check?.definition == null || span === null) return;
    start.mutate({ definition: check.definition, ...span }, { onSuccess: ({ id }) => show(id) });
  }

  return (
    <Card size="small" title={t("trial.title")} data-testid="trial">
      <div className={styles.editor}>
        <p className="quiet">{t("trial.what")}</p>
        <TrialWindowInput window={window} choose={choose} />
        <div className={styles.window}>
          <Tooltip title={why}>
            <Button
              type="primary"
              disabled={why !== undefined || spanOf(window, now, zone) === null}
              loading={start.isPending}
              onClick={begin}
              data-testid="start-trial"
            >
              {t("trial.start")}
            </Button>
          </Tooltip>
          {why !== undefined && <span className="quiet">{why}</span>}
          {backtests.length > 0 && (
            <Select<string | null>
              aria-label={t("trial.list")}
              placeholder={t("trial.earlier")}
              value={opened === undefined ? null : opened.id}
              onChange={(id) => id !== null && show(id)}
              options={backtests.map((backtest) => ({
                value: backtest.id,
                label: t("trial.option", {
                  time: moment(backtest.asked_at),
                  state: word("backtest.state", backtest.state),
                  which: t(backtest.digest === check?.digest ? "trial.ofThis" : "trial.ofOther"),
                }),
              }))}
              popupMatchSelectWidth={false}
              style={{ minWidth: 220 }}
              data-testid="trial-choice"
            />
          )}
        </div>
        {isOther && (
          <Alert
            type="warning"
            showIcon
            title={t("trial.otherDefinition")}
            action={
              <Button size="small" onClick={() => load(opened)} data-testid="load-trial">
                {t("trial.load")}
              </Button>
            }
          />
        )}
        {shown !== null && <BacktestView id={shown} />}
      </div>
    </Card>
  );
}
