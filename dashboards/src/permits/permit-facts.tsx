import { Descriptions, type DescriptionsProps } from "antd";

import type { PermitDetail } from "../api/schema";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";

/** Who answers for it, and when. */
export function PermitFacts({ permit }: { readonly permit: PermitDetail }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  const items: DescriptionsProps["items"] = [
    {
      key: "window",
      label: t("permit.window"),
      children: (
        <>
          <Moment at={permit.starts_at} /> → <Moment at={permit.until} />
        </>
      ),
    },
    { key: "hides", label: t("permit.hidesShort"), children: t(permit.hides ? "permit.hidesYes" : "permit.hidesNo") },
    { key: "applicant", label: t("permit.applicant"), children: nameOf(permit.applicant) },
    { key: "approver", label: t("permit.approver"), children: permit.approver === null ? "—" : nameOf(permit.approver) },
  ];
  if (permit.watcher !== null || permit.needs_watcher) items.push({ key: "watcher", label: t("permit.watcher"), children: permit.watcher ?? "—" });
  if (permit.contractor !== null) items.push({ key: "contractor", label: t("permit.contractor"), children: permit.contractor });
  if (permit.begun_at !== null) items.push({ key: "begun", label: t("permit.begunAt"), children: <Moment at={permit.begun_at} /> });
  if (permit.ended_at !== null) items.push({ key: "ended", label: t("permit.endedAt"), children: <Moment at={permit.ended_at} /> });
  if (permit.recheck_at !== null) items.push({ key: "recheck", label: t("permit.recheckAt"), children: <Moment at={permit.recheck_at} /> });
  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
