import { Button, Segmented } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { ExportButton } from "../../layout/export-button";
import cardStyles from "../../layout/cards.module.css";
import { Page } from "../../layout/page";
import { PagedList } from "../../layout/paged-list";
import { useWords } from "../../messages/language-context";
import { useHere, useMay } from "../../sites/site-context";
import { EmergencyTabs } from "../emergency-tabs";
import { useWeatherWarnings } from "./use-weather";
import { WeatherCard } from "./weather-card";
import { WeatherDialog } from "./weather-dialog";

/** What is coming, and what is being prepared for it. */
export default function WeatherPage() {
  const { t } = useWords();
  const { site } = useHere();
  const may = useMay("keep_supplies");
  const [params, setParams] = useSearchParams();
  const [giving, setGiving] = useState(false);
  const holding = params.get("view") !== "all";
  const query = useWeatherWarnings(site.id, holding);

  return (
    <Page
      title={t("weather.title")}
      actions={
        <>
          <ExportButton path="/api/v1/weather-warnings" query={{ site: site.id, state: holding ? "in_force" : undefined }} name="weather-warnings" />
          {may && (
            <Button type="primary" onClick={() => setGiving(true)} data-testid="weather-give">
              {t("weather.give")}
            </Button>
          )}
        </>
      }
    >
      <EmergencyTabs />
      <div>
        <Segmented
          value={holding ? "now" : "all"}
          onChange={(chosen) => setParams(chosen === "all" ? { view: "all" } : {}, { replace: true })}
          options={[
            { value: "now", label: t("weather.now") },
            { value: "all", label: t("weather.all") },
          ]}
        />
      </div>
      <PagedList query={query} none={t("weather.none")} noneHint={t("weather.noneHint")} testId="weather-list">
        {(warnings) => (
          <div className={cardStyles.cards}>
            {warnings.map((warning) => (
              <WeatherCard key={warning.id} warning={warning} />
            ))}
          </div>
        )}
      </PagedList>
      {giving && <WeatherDialog close={() => setGiving(false)} />}
    </Page>
  );
}
