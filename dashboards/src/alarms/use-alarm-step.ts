import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Alarm, AlarmDetail, FalseAlarm, Reset, Shelve } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";

export type AlarmAction =
  | { readonly step: "acknowledge" }
  | { readonly step: "unshelve" }
  | { readonly step: "confirm_fire" }
  | ({ readonly step: "false_alarm" } & Pick<FalseAlarm, "cause" | "photo">)
  | ({ readonly step: "shelve" } & Pick<Shelve, "reason" | "minutes">)
  | ({ readonly step: "reset" } & Reset);

/** Take a step on an alarm. If somebody was faster, say so and show what they did. */
export function useAlarmStep(alarm: Pick<Alarm, "id" | "version">) {
  const client = useQueryClient();
  const tell = useProblemNotice();
  return useMutation({
    mutationFn: (action: AlarmAction) => data(take(alarm, action)),
    onSuccess: (changed) => {
      client.setQueryData<AlarmDetail>(keys.alarm(alarm.id), (shown) => shown && { ...shown, ...changed });
    },
    onError: (error) => {
      tell(error);
      if (asProblem(error).conflict) void client.invalidateQueries({ queryKey: ["alarms"] });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.alarm(alarm.id) }),
  });
}

function take({ id, version }: Pick<Alarm, "id" | "version">, action: AlarmAction) {
  const params = { path: { alarm_id: id }, header: { "if-match": `"${version}"` } };
  switch (action.step) {
    case "acknowledge":
      return api.POST("/api/v1/alarms/{alarm_id}/acknowledge", { params, body: { note: "" } });
    case "unshelve":
      return api.POST("/api/v1/alarms/{alarm_id}/unshelve", { params, body: { note: "" } });
    case "confirm_fire":
      return api.POST("/api/v1/alarms/{alarm_id}/confirm-fire", { params, body: { note: "" } });
    case "false_alarm":
      return api.POST("/api/v1/alarms/{alarm_id}/false-alarm", { params, body: { cause: action.cause, photo: action.photo } });
    case "shelve":
      return api.POST("/api/v1/alarms/{alarm_id}/shelve", { params, body: { reason: action.reason, minutes: action.minutes } });
    case "reset":
      return api.POST("/api/v1/alarms/{alarm_id}/reset", { params, body: { reason: action.reason, evidence: action.evidence } });
  }
}
