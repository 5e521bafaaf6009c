import { Card } from "antd";

import type { PermitDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import { useWords } from "../messages/language-context";
import styles from "../work-orders/order-view.module.css";
import { FireTestResult } from "./fire-test-result";
import { HiddenAlarms } from "./hidden-alarms";
import { PermitCountdown } from "./permit-countdown";
import { PermitCovers } from "./permit-covers";
import { PermitFacts } from "./permit-facts";
import { PermitFiles } from "./permit-files";
import { KIND_ICONS } from "./permit-kinds";
import { PermitStateWord } from "./permit-state-word";
import { PermitSteps } from "./permit-steps";
import { PermitTimeline } from "./permit-timeline";

/** One permit: how it stands and the one next step, then what it covers and hides, then who did what. */
export function PermitView({ permit }: { readonly permit: PermitDetail }) {
  const { t, word } = useWords();
  return (
    <article className={styles.view} data-testid="permit-detail" data-permit-id={permit.id} data-state={permit.state}>
      <header className={styles.head}>
        <div className={styles.line}>
          <span>
            <Icon name={KIND_ICONS[permit.kind]} /> {word("permit.kind", permit.kind)}
          </span>
          <strong>
            <PermitStateWord state={permit.state} />
          </strong>
          <PermitCountdown permit={permit} />
          <span className="quiet number">{permit.number}</span>
        </div>
        <h1>{permit.work}</h1>
        <p className="quiet">{permit.place}</p>
      </header>
      <PermitSteps permit={permit} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <PermitFacts permit={permit} />
          {permit.kind === "fire_test" && permit.ended_at !== null && <FireTestResult permit={permit} />}
          {permit.hides && (permit.state === "active" || permit.hidden_alarms.length > 0) && <HiddenAlarms permit={permit} />}
          <Card size="small" title={t("orders.files")}>
            <PermitFiles permit={permit} />
          </Card>
        </div>
        <div className={styles.column}>
          <PermitCovers permit={permit} />
          <Card size="small" title={t("orders.timeline")}>
            <PermitTimeline entries={permit.timeline} />
          </Card>
        </div>
      </div>
    </article>
  );
}
