import { Descriptions, type DescriptionsProps } from "antd";
import { Link } from "react-router";

import type { AlarmDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { PointWord } from "../assets/point-word";
import { usePoint } from "../assets/use-points";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { HiddenBy } from "./hidden-by";

/** What is known of the alarm besides its message. */
export function AlarmFacts({ alarm }: { readonly alarm: AlarmDetail }) {
  const { t, word, text } = useWords();
  const point = usePoint(alarm.site, alarm.asset, alarm.point);
  const departments = [alarm.department, ...alarm.assist].map((department) => word("department", department));

  const items: DescriptionsProps["items"] = [
    { key: "asset", label: t("alarms.asset"), children: <AssetLink site={alarm.site} id={alarm.asset} /> },
    { key: "department", label: t("alarms.department"), children: departments.join(t("list.comma")) },
  ];
  if (alarm.point !== null) {
    items.push({
      key: "point",
      label: point === undefined ? t("alarms.point") : text(point.name),
      children: <PointWord point={point} value={alarm.value} />,
    });
  }
  if (alarm.consequence !== null) items.push({ key: "consequence", label: t("alarms.consequence"), children: word("alarm.consequence", alarm.consequence) });
  if (alarm.respond_by !== null) items.push({ key: "respond", label: t("alarms.respondBy"), children: <Moment at={alarm.respond_by} /> });
  items.push({ key: "raised", label: t("alarms.raisedAt"), children: <Moment at={alarm.raised_at} /> });
  if (alarm.acknowledged_at !== null) {
    items.push({
      key: "acknowledged",
      label: t("alarms.acknowledgedBy"),
      children: (
        <>
          {alarm.acknowledged_by} · <Moment at={alarm.acknowledged_at} />
        </>
      ),
    });
  }
  if (alarm.returned_at !== null) items.push({ key: "returned", label: t("alarms.returnedAt"), children: <Moment at={alarm.returned_at} /> });
  if (alarm.latch !== null) items.push({ key: "latch", label: t("alarms.latch"), children: word("alarm.latch", alarm.latch) });
  if (alarm.hidden_by !== null) {
    items.push({ key: "hidden", label: word("alarm.state", alarm.hidden_by.kind), children: <HiddenBy alarm={alarm} hidden={alarm.hidden_by} /> });
  }
  if (alarm.incident_id !== null) {
    items.push({
      key: "incident",
      label: t("incidents.one"),
      children: (
        <Link to={`/incidents/${alarm.incident_id}`} data-testid="alarm-incident">
          {t("alarms.openIncident")}
        </Link>
      ),
    });
  }
  items.push({ key: "rule", label: t("alarms.rule"), children: <Link to={`/rules/${encodeURIComponent(alarm.rule)}`}>{alarm.rule}</Link> });
  if (alarm.late) items.push({ key: "late", label: t("alarms.late"), children: t("alarms.lateHint") });

  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
