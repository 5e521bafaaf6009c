import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { HandOverDetail } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { useWords } from "../messages/language-context";
import { StepDialog } from "./step-dialog";
import type { useHandOverWrite, WordStep } from "./use-hand-overs";

const PRIMARY: readonly WordStep[] = ["sign", "offer", "sign-anyway"];
const BESIDE: readonly WordStep[] = ["refuse", "send-back"];
const IN_MENU: readonly WordStep[] = ["note", "cancel"];

interface HandOverStepsProps {
  readonly item: HandOverDetail;
  readonly write: ReturnType<typeof useHandOverWrite>;
}

/** What I do next as the one big button; what else I may do beside it. */
export function HandOverSteps({ item, write }: HandOverStepsProps) {
  const { t, word } = useWords();
  const [asking, setAsking] = useState<WordStep | null>(null);
  const may = (step: WordStep) => (item.may as readonly string[]).includes(step);
  // Nobody takes over what they sign away in the same breath: who goes offers, who comes signs.
  const primary = PRIMARY.find(may);
  const menu = IN_MENU.filter(may);
  const waits = item.state === "offered" ? "handOver.waitsFor" : item.state === "refused" ? "handOver.waitsLead" : null;
  return (
    <>
      {primary === undefined && waits !== null && <p className="quiet">{t(waits)}</p>}
      <div className={styles.actions}>
        {primary !== undefined && (
          <Button type="primary" size="large" onClick={() => setAsking(primary)} data-testid="primary-step" data-step={primary}>
            {word("handOver.do", primary)}
          </Button>
        )}
        {BESIDE.filter(may).map((step) => (
          <Button key={step} size="large" onClick={() => setAsking(step)} data-testid={`step-${step}`}>
            {word("handOver.do", step)}
          </Button>
        ))}
        {menu.length > 0 && (
          <Dropdown
            trigger={["click"]}
            menu={{ items: menu.map((step) => ({ key: step, label: <span data-testid={`step-${step}`}>{word("handOver.do", step)}</span>, onClick: () => setAsking(step) })) }}
          >
            <Button size="large" icon={<Icon name="more" />} aria-label={t("nav.more")} data-testid="more-steps" />
          </Dropdown>
        )}
      </div>
      {asking !== null && <StepDialog item={item} step={asking} write={write} close={() => setAsking(null)} />}
    </>
  );
}
