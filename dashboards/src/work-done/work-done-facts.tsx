import { Descriptions, type DescriptionsProps } from "antd";

import type { WorkDoneOut } from "../api/schema";
import factsStyles from "../layout/facts.module.css";
import { useWords } from "../messages/language-context";
import { Moment } from "../time/moment";
import { usePersonName } from "../work-orders/use-people";
import { yuan } from "./money";

/** What was recorded, for whoever only reads. */
export function WorkDoneFacts({ work }: { readonly work: WorkDoneOut }) {
  const { t, word } = useWords();
  const nameOf = usePersonName();
  if (work.version === 0) return <p className="quiet">{t("workDone.nothing")}</p>;
  const items: DescriptionsProps["items"] = [];
  if (work.problem !== null) items.push({ key: "problem", label: t("workDone.problem"), children: word("workDone.problem", work.problem) });
  if (work.cause !== null) items.push({ key: "cause", label: t("workDone.cause"), children: word("workDone.cause", work.cause) });
  if (work.remedy !== null) items.push({ key: "remedy", label: t("workDone.remedy"), children: word("workDone.remedy", work.remedy) });
  if (work.what !== "") items.push({ key: "what", label: t("workDone.what"), children: work.what });
  for (const [place, line] of work.labour.entries()) {
    items.push({ key: `labour-${place}`, label: nameOf(line.person), children: `${t("workDone.minutesN", { n: line.minutes })} · ${word("workDone.hours", line.hours)}` });
  }
  for (const [place, part] of work.parts.entries()) {
    const payer = t(part.owner_pays ? "workDone.ownerPays" : "workDone.propertyPays");
    items.push({ key: `part-${place}`, label: part.name, children: `${part.quantity} ${part.unit} · ¥${yuan(part.cost_fen)} · ${payer}` });
  }
  if (work.recorded_at !== null && work.recorded_by !== null) {
    items.push({
      key: "recorded",
      label: t("workDone.recorded"),
      children: (
        <>
          {nameOf(work.recorded_by)} · <Moment at={work.recorded_at} />
        </>
      ),
    });
  }
  return <Descriptions className={factsStyles.facts} size="small" bordered column={1} items={items} data-testid="work-done-facts" />;
}
