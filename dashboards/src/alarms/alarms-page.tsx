import { Button } from "antd";
import { useCallback, useMemo } from "react";
import { useOutlet, useParams, useSearchParams } from "react-router";

import { FloodNotice } from "../incidents/flood-notice";
import { IncidentsNow } from "../incidents/incidents-now";
import { looseAlarms } from "../incidents/loose-alarms";
import { useFlood } from "../incidents/use-flood";
import { ExportButton } from "../layout/export-button";
import { Page } from "../layout/page";
import { useNarrow } from "../layout/use-media";
import { useWords } from "../messages/language-context";
import { useHere } from "../sites/site-context";
import { ViewsMenu } from "../views/views-menu";
import { type AlarmFilter, alarmFilterOf, alarmParams, alarmQuery } from "./alarm-filter";
import { AlarmFilterBar } from "./alarm-filter-bar";
import { AlarmList } from "./alarm-list";

/** So many alarms are looked through for those that stand beside the incidents. */
const IN_A_FLOOD = 200;

/** The live list of alarms; one of them opens beside it. In a flood it shows incidents instead, unless somebody wants the list. */
export default function AlarmsPage() {
  const { t } = useWords();
  const { site } = useHere();
  const narrow = useNarrow();
  const panel = useOutlet();
  const { id: openId } = useParams();
  const [params, setParams] = useSearchParams();
  const { flood, flat, showFlat } = useFlood();
  const filter = useMemo(() => alarmFilterOf(params, site.id), [params, site.id]);
  const choose = useCallback((chosen: AlarmFilter) => setParams(alarmParams(chosen), { replace: true }), [setParams]);

  if (narrow && panel !== null) return panel;
  // Whoever asks for certain alarms gets them, flood or not.
  const filtered = params.size > 0;
  const byIncident = flood !== null && !flat && !filtered;
  return (
    <Page title={t("alarms.title")} actions={
        <>
          <ViewsMenu page="alarms" />
          <ExportButton path="/api/v1/alarms" query={alarmQuery(filter)} name="alarms" />
        </>
      }>
      {flood !== null && <FloodNotice flood={flood} flat={!byIncident} showFlat={filtered ? undefined : showFlat} />}
      {byIncident ? (
        <>
          <IncidentsNow />
          <h2 style={{ fontSize: 16 }}>{t("incidents.loose")}</h2>
          <AlarmList filter={filter} openId={openId} search="" only={looseAlarms} none={t("incidents.noneLoose")} limit={IN_A_FLOOD} />
        </>
      ) : (
        <>
          <AlarmFilterBar filter={filter} choose={choose} />
          <AlarmList
            filter={filter}
            choose={choose}
            openId={openId}
            search={params.toString()}
            none={filtered ? t("alarms.noneFound") : t("alarms.noneActive")}
            noneAction={filtered && <Button onClick={() => setParams({})}>{t("list.clearFilter")}</Button>}
          />
        </>
      )}
      {panel}
    </Page>
  );
}
