import { Card } from "antd";

import type { ServiceLevel } from "../api/schema";
import { useWords } from "../messages/language-context";
import { severityOf } from "../severity/of-priority";
import { minuteWords } from "./minute-words";
import styles from "./service.module.css";

/** One level: what it covers, its limits by priority, and what happens before and after them. */
export function LevelCard({ level }: { readonly level: ServiceLevel }) {
  const { t, text, word } = useWords();
  const covers = [
    ...(level.origin === null ? [] : [t(level.origin === "alarm" ? "service.alarms" : "service.people")]),
    ...(level.kinds ?? []).map((kind) => word("order.kind", kind)),
    ...(level.priorities ?? []).map((priority) => word("severity", severityOf(priority))),
    ...(level.departments ?? []).map((department) => word("department", department)),
  ];
  const steps = level.escalation.map(({ after_min: after, call }) => t("service.step", { time: minuteWords(after, t), who: word("rung", call) }));
  const facts: [string, string][] = [
    [t("service.covers"), covers.length === 0 ? t("service.any") : covers.join(" · ")],
    [t("service.hours"), level.calendar_name === null ? t("service.aroundTheClock") : text(level.calendar_name)],
    [t("service.reminder"), level.remind_at_percent === null ? t("service.never") : t("service.remindAt", { n: level.remind_at_percent })],
    [t("service.pauses"), level.pauses_for.length === 0 ? t("service.neverPauses") : level.pauses_for.map((reason) => word("order.hold", reason)).join(" · ")],
    [t("service.escalation"), steps.length === 0 ? t("service.nobodyCalled") : steps.join(" · ")],
  ];
  return (
    <Card size="small" title={text(level.name)} data-testid="service-level" data-level={level.id}>
      <table className={styles.limits}>
        <thead>
          <tr>
            <th scope="col">{t("service.limits")}</th>
            <th scope="col">{t("service.accept")}</th>
            <th scope="col">{t("service.arrive")}</th>
            <th scope="col">{t("service.resolve")}</th>
          </tr>
        </thead>
        <tbody>
          {level.limits.map((limits) => (
            <tr key={limits.priority}>
              <th scope="row">{word("severity", severityOf(limits.priority))}</th>
              <td>{minuteWords(limits.accept_min, t)}</td>
              <td>{minuteWords(limits.arrive_min, t)}</td>
              <td>{minuteWords(limits.resolve_min, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="quiet">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
