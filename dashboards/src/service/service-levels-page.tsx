import { Card, Skeleton } from "antd";

import type { ServiceLevels } from "../api/schema";
import { Failure } from "../layout/failure";
import { Page } from "../layout/page";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { LevelCard } from "./level-card";
import styles from "./service.module.css";
import { useServiceLevels } from "./use-service-levels";

/** What is promised for work orders here, in the words of those who have to keep it. */
export default function ServiceLevelsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const { data: levels, error, refetch } = useServiceLevels(site.id);
  return (
    <Page title={t("service.title")}>
      <p className="quiet">{t("service.what")}</p>
      {levels !== undefined ? (
        <Levels levels={levels} />
      ) : error === null ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <Failure error={error} retry={() => void refetch()} />
      )}
    </Page>
  );
}

function Levels({ levels }: { readonly levels: ServiceLevels }) {
  const { t, text, word } = useWords();
  return (
    <div className={styles.page} data-testid="service-levels">
      <div className={styles.levels}>
        {levels.levels.map((level) => (
          <LevelCard key={level.id} level={level} />
        ))}
      </div>
      <Card size="small" title={t("service.ladders")}>
        <dl className={styles.facts}>
          {levels.ladders.map((ladder) => (
            <div key={ladder.department}>
              <dt className="quiet">{word("department", ladder.department)}</dt>
              <dd>{ladder.rungs.map(({ name }) => text(name)).join(" → ")}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card size="small" title={t("service.rules")}>
        <ul className={styles.rules}>
          {levels.day_end !== null && <li>{t("service.dayEnd", { time: levels.day_end })}</li>}
          {levels.look_back_days !== null && <li>{t("service.lookBack", { n: levels.look_back_days })}</li>}
          <li>{t("service.rescueArrive", { n: levels.rescue_arrive_min })}</li>
        </ul>
      </Card>
    </div>
  );
}
