import { Progress, Tag } from "antd";

import type { Backtest } from "../../api/schema";
import { useWords } from "../../messages/language-context";

/** How far a backtest is, in a word; while it runs, as a bar. */
export function BacktestState({ backtest }: { readonly backtest: Backtest }) {
  const { word } = useWords();
  const said = word("backtest.state", backtest.state);
  if (backtest.state === "running") {
    const percent = Math.floor(backtest.progress * 100);
    return <Progress percent={percent} size="small" status="normal" aria-label={said} style={{ width: 140, margin: 0 }} data-testid="backtest-progress" />;
  }
  return (
    <Tag color={backtest.state === "failed" ? "error" : undefined} data-testid="backtest-state" data-state={backtest.state} style={{ margin: 0 }}>
      {said}
    </Tag>
  );
}
