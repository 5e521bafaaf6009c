import { Descriptions, type DescriptionsProps } from "antd";

import type { VisitDetail } from "../api/schema";
import styles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { Visitor } from "./visitor";

/** Who from where, what for, until when. */
export function VisitFacts({ visit }: { readonly visit: VisitDetail }) {
  const { t } = useWords();
  const nameOf = usePersonName();
  const items: DescriptionsProps["items"] = [
    { key: "firm", label: t("visits.firm"), children: visit.firm },
    { key: "visitor", label: t("visits.visitor"), children: <Visitor visit={visit} /> },
    { key: "until", label: t("visits.until"), children: <Moment at={visit.until} /> },
    { key: "signed-in", label: t("visits.signedIn"), children: <Moment at={visit.signed_in_at} /> },
  ];
  if (visit.work !== "") items.push({ key: "work", label: t("visits.work"), children: visit.work });
  if (visit.order_number !== null) items.push({ key: "order", label: t("visits.order"), children: visit.order_number });
  if (visit.approved_at !== null)
    items.push({
      key: "approved",
      label: t("visits.approved"),
      children: (
        <>
          {nameOf(visit.approved_by ?? "")} · <Moment at={visit.approved_at} />
        </>
      ),
    });
  if (visit.signed_out_at !== null) items.push({ key: "signed-out", label: t("visits.signedOut"), children: <Moment at={visit.signed_out_at} /> });
  if (visit.ended_at !== null)
    items.push({
      key: "ended",
      label: t("visits.ended"),
      children: (
        <>
          {visit.ended_by === "visitor" ? t("actor.visitor") : nameOf(visit.ended_by ?? "")} · <Moment at={visit.ended_at} />
        </>
      ),
    });
  return <Descriptions className={styles.facts} size="small" bordered column={{ xs: 1, sm: 1, md: 2 }} items={items} />;
}
