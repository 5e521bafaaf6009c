import { Alert, Empty, Skeleton } from "antd";

import { asProblem } from "../api/problem";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere, useMay } from "../sites/site-context";
import { DeviceList } from "./device-list";
import { NewAlarms } from "./new-alarms";
import { NowCard } from "./now-card";
import { ScenarioList } from "./scenario-list";
import styles from "./simulation.module.css";
import { useSimulation } from "./use-simulation";

/** Rule the simulators: start a scenario, break a device, and watch what comes of it. */
export default function SimulationPage() {
  const { t } = useWords();
  const { me } = useHere();
  const may = useMay("simulate") && me.simulated;
  const { data: now, error, refetch } = useSimulation(may);
  if (!may) {
    return (
      <Page title={t("simulation.title")}>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("simulation.none")} data-testid="no-simulation">
          <p className="quiet">{t("simulation.noneHint")}</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={t("simulation.title")}>
      <Alert type="warning" showIcon title={t("simulation.banner")} description={t("simulation.bannerHint")} data-testid="simulation-banner" />
      {error !== null && (
        <div data-testid="simulation-away" data-status={asProblem(error).status}>
          <Failure error={error} retry={() => void refetch()} />
        </div>
      )}
      {now === undefined ? (
        error === null && <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <>
          <div className={styles.pair}>
            <NowCard now={now} />
            <NewAlarms site={now.site} since={now.began_at} />
          </div>
          <ScenarioList />
          <DeviceList />
        </>
      )}
    </Page>
  );
}
