import { Descriptions } from "antd";
import { Link } from "react-router";

import type { DrillDetail } from "../api/schema";
import { useSpaces } from "../assets/use-spaces";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

/** What was planned and how it came. */
export function DrillFacts({ drill }: { readonly drill: DrillDetail }) {
  const { t, text } = useWords();
  const nameOf = usePersonName();
  const { data: spaces } = useSpaces();
  const area = drill.area === null ? t("drills.wholeSite") : text(spaces?.find(({ id }) => id === drill.area)?.name ?? { zh: drill.area, en: drill.area });
  const items = [
    { key: "scenario", label: t("drills.scenario"), children: text(drill.scenario_name) },
    { key: "area", label: t("drills.area"), children: area },
    {
      key: "people",
      label: t("drills.people"),
      children: drill.people.length === 0 ? t("drills.onDuty") : drill.people.map(nameOf).join(t("drills.comma")),
    },
    { key: "begins", label: t("drills.begins"), children: <Moment at={drill.begins_at} /> },
    { key: "lasts", label: t("drills.lasts"), children: t("drills.minutes", { n: Math.round(drill.lasts_s / 60) }) },
    { key: "announced", label: t("drills.way"), children: t(drill.announced ? "drills.announced" : "drills.unannounced") },
    { key: "outside", label: t("drills.outside"), children: t(drill.outside ? "drills.outsideYes" : "drills.outsideNo") },
    { key: "speed", label: t("drills.speed"), children: `×${drill.speed}` },
    { key: "by", label: t("drills.by"), children: nameOf(drill.planned_by) },
    ...(drill.started_at === null ? [] : [{ key: "started", label: t("drills.began"), children: <Moment at={drill.started_at} /> }]),
    ...(drill.ended_at === null ? [] : [{ key: "ended", label: t("drills.ended"), children: <Moment at={drill.ended_at} /> }]),
    ...(drill.ended_at === null && drill.ends_by !== null ? [{ key: "ends", label: t("drills.endsBy"), children: <Moment at={drill.ends_by} /> }] : []),
    ...(drill.interrupted_by === null
      ? []
      : [{ key: "real", label: t("drills.realAlarm"), children: <Link to={`/alarms/${drill.interrupted_by}`}>{t("drills.toAlarm")}</Link> }]),
  ];
  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
