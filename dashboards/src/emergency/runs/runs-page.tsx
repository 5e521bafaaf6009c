import { Button } from "antd";
import { useState } from "react";

import { Icon } from "../../icons/icon";
import { ExportButton } from "../../layout/export-button";
import { Page } from "../../layout/page";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import { RunCards } from "./run-cards";
import styles from "./runs.module.css";
import { StartDialog } from "./start-dialog";
import { useRuns } from "./use-runs";

/** Emergency plans: those under way first, then those that are proposed, then what is over. */
export default function RunsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const mayStart = useMay("command_plan");
  const [asking, setAsking] = useState(false);
  const now = useRuns({ site: site.id, over: false, kind: null });
  const past = useRuns({ site: site.id, over: true, kind: null });
  return (
    <Page
      title={t("planRuns.title")}
      actions={
        <>
          <ExportButton path="/api/v1/plan-runs" query={{ site: site.id }} name="plan-runs" />
          {mayStart && (
            <Button type="primary" icon={<Icon name="incidents" />} onClick={() => setAsking(true)} data-testid="start-plan">
              {t("planRuns.startByHand")}
            </Button>
          )}
        </>
      }
    >
      <EmergencyTabs />
      <PagedList query={now} none={t("planRuns.none")} noneHint={t("planRuns.noneHint")} testId="runs-now">
        {(runs) => {
          const [running, proposed] = [runs.filter(({ state }) => state === "running"), runs.filter(({ state }) => state === "proposed")];
          return (
            <>
              {running.length > 0 && (
                <section aria-label={t("planRuns.running")}>
                  <h2 className={styles.title}>{t("planRuns.running")}</h2>
                  <RunCards runs={running} />
                </section>
              )}
              {proposed.length > 0 && (
                <section aria-label={t("planRuns.proposed")}>
                  <h2 className={styles.title}>{t("planRuns.proposed")}</h2>
                  <RunCards runs={proposed} />
                </section>
              )}
            </>
          );
        }}
      </PagedList>
      <section aria-label={t("planRuns.past")}>
        <h2 className={styles.title}>{t("planRuns.past")}</h2>
        <PagedList query={past} none={t("planRuns.pastNone")} testId="runs-past">
          {(runs) => <RunCards runs={runs} />}
        </PagedList>
      </section>
      {asking && <StartDialog close={() => setAsking(false)} />}
    </Page>
  );
}
