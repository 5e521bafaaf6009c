import { Descriptions, type DescriptionsProps } from "antd";

import type { AlarmDetail } from "../api/schema";
import { AssetLink } from "../assets/asset-link";
import { PointWord } from "../assets/point-word";
import { usePoint } from "../assets/use-points";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";

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
  if (alarm.sop !== null) items.push({ key: "sop", label: t("alarms.sop"), children: <span data-testid="sop">{alarm.sop}</span> });
  if (alarm.hidden_by !== null) {
    items.push({ key: "hidden", label: word("alarm.state", alarm.hidden_by.kind), children: `${alarm.hidden_by.reason} · ${alarm.hidden_by.by}` });
  }
  items.push({ key: "rule", label: t("alarms.rule"), children: <span className="quiet">{alarm.rule}</span> });
  if (alarm.late) items.push({ key: "late", label: t("alarms.late"), children: t("alarms.lateHint") });

  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
