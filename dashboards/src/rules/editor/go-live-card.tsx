import { Button, Card } from "antd";
import { useState } from "react";

import type { RuleCheck } from "../../api/schema";
import { useWords } from "../../messages/language-context";
import styles from "./editor.module.css";
import type { Gate } from "./go-live";
import { GoLiveDialog } from "./go-live-dialog";

interface GoLiveCardProps {
  readonly gate: Gate;
  readonly check: RuleCheck | undefined;
  /** The version in force, which this one is to follow; 0: the files' own, or none. */
  readonly version: number;
  /** The rule in force as YAML; empty: it is new. */
  readonly inForce: string;
  readonly done: () => void;
}

/** Put it live, or what is missing before that. */
export function GoLiveCard({ gate, check, version, inForce, done }: GoLiveCardProps) {
  const { t } = useWords();
  const [asking, ask] = useState(false);
  return (
    <Card size="small" title={t("rules.goLiveTitle")} data-testid="go-live" data-open={gate.open}>
      <div className={styles.live}>
        <Button type="primary" disabled={!gate.open} onClick={() => ask(true)} data-testid="go-live-button">
          {t("rules.goLive")}
        </Button>
        <span className={gate.open ? undefined : "quiet"} data-testid="go-live-state" data-missing={gate.open ? undefined : gate.missing}>
          {gate.open ? t("rules.mayGoLive") : t(`rules.missing.${gate.missing}`)}
        </span>
      </div>
      {asking && gate.open && check !== undefined && (
        <GoLiveDialog check={check} backtest={gate.backtest} version={version} inForce={inForce} close={() => ask(false)} done={done} />
      )}
    </Card>
  );
}
