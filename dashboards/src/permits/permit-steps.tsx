import { Button, Dropdown } from "antd";
import { useState } from "react";

import type { PermitDetail, PermitStepIn, PermitStepTaken } from "../api/schema";
import { Icon } from "../icons/icon";
import styles from "../layout/actions.module.css";
import { useKey } from "../layout/use-key";
import { useWords } from "../messages/language-context";
import { useNow } from "../time/clock";
import { blockedBy, primaryPermitStep } from "./permit-next";
import { PermitStepDialog } from "./permit-step-dialog";
import { usePermitWrite } from "./use-permit-write";

/** The next step as the one primary button, with what is missing for it; everything else that may be done is in a menu. */
export function PermitSteps({ permit }: { readonly permit: PermitDetail }) {
  const { t, word } = useWords();
  const now = useNow(10);
  const write = usePermitWrite(permit);
  const [asking, setAsking] = useState<PermitStepTaken | null>(null);
  const primary = primaryPermitStep(permit);
  const others = permit.steps.filter((step) => step !== primary && step !== "note");
  const blocked = primary === null ? null : blockedBy(permit, primary, now);

  async function finish(step: PermitStepTaken, given: Partial<PermitStepIn>) {
    await write.mutateAsync({ kind: "step", step, given });
    setAsking(null);
  }

  useKey("n", primary === null || blocked !== null || write.isPending ? null : () => setAsking(primary));

  return (
    <>
      <div className={styles.actions} hidden={permit.steps.length === 0}>
        {primary !== null && (
          <Button
            type="primary"
            size="large"
            disabled={blocked !== null}
            onClick={() => setAsking(primary)}
            data-testid="primary-step"
            data-step={primary}
          >
            {word("permit.do", primary)}
          </Button>
        )}
        {permit.steps.includes("note") && (
          <Button onClick={() => setAsking("note")} data-testid="step-note">
            {word("permit.do", "note")}
          </Button>
        )}
        {others.length > 0 && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: others.map((step) => ({
                key: step,
                danger: step === "cancel" || step === "refuse",
                label: <span data-testid={`step-${step}`}>{word("permit.do", step)}</span>,
                onClick: () => setAsking(step),
              })),
            }}
          >
            <Button icon={<Icon name="more" />} data-testid="other-steps">
              {t("orders.otherSteps")}
            </Button>
          </Dropdown>
        )}
      </div>
      {blocked !== null && (
        <p className="severity-high" data-testid="permit-blocked">
          {t(`permit.blocked.${blocked}`)}
        </p>
      )}
      {primary === null && permit.state === "requested" && <p className="quiet">{t("permit.waitsForApproval")}</p>}
      {asking !== null && <PermitStepDialog key={asking} permit={permit} step={asking} close={() => setAsking(null)} take={(given) => finish(asking, given)} />}
    </>
  );
}
