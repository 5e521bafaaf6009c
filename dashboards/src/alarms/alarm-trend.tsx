import { useMemo } from "react";

import type { Alarm } from "../api/schema";
import { usePoint } from "../assets/use-points";
import { PointTrend } from "../charts/point-trend";
import { useWords } from "../messages/language-context";
import { useRules } from "../rules/use-rules";
import { useNow } from "../time/clock";
import { limitsOf } from "./rule-limits";

const HOUR_MS = 3_600_000;
/** An old alarm is shown with a little of what came after it, not with everything until today. */
const AFTERWARDS_MS = HOUR_MS / 2;

/** The point around the alarm: from an hour before it until now, with its limits and when it was raised and cleared. */
export function AlarmTrend({ alarm, point: id }: { readonly alarm: Alarm; readonly point: string }) {
  const { t } = useWords();
  const point = usePoint(alarm.site, alarm.asset, id);
  const { data: rules } = useRules(alarm.site);
  const now = useNow(60);

  const occurred = Date.parse(alarm.occurred_at);
  const ended = alarm.ended_at === null ? null : Date.parse(alarm.ended_at);
  const from = occurred - HOUR_MS;
  const to = ended === null ? now + 60_000 : Math.min(now + 60_000, ended + AFTERWARDS_MS);
  const limits = useMemo(
    () => (point === undefined ? [] : limitsOf(rules?.find(({ id: rule }) => rule === alarm.rule)?.definition, point.key)),
    [rules, point, alarm.rule],
  );
  const marks = useMemo(() => {
    const returned = alarm.returned_at ?? alarm.cleared_at;
    return [
      { at: occurred, label: t("alarms.markRaised"), severity: alarm.severity },
      ...(returned === null ? [] : [{ at: Date.parse(returned), label: t("alarms.markReturned"), severity: null }]),
    ];
  }, [occurred, alarm.returned_at, alarm.cleared_at, alarm.severity, t]);

  return <PointTrend pointId={id} point={point} from={from} to={to} limits={limits} marks={marks} />;
}
