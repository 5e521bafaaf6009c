import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, data } from "../api/client";
import { keys } from "../api/keys";
import { asProblem } from "../api/problem";
import type { Alarm, AlarmDetail, FalseAlarm, Reset, Shelve } from "../api/schema";
import { useProblemNotice } from "../layout/use-problem-notice";
import { alarmAsIfDone } from "../offline/answered-as-if-done";
import { nowOrLater, whoIsHere } from "../offline/or-queued";

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
    mutationFn: (action: AlarmAction): Promise<Partial<AlarmDetail>> => (action.step === "acknowledge" ? acknowledge(client, alarm) : data(take(alarm, action))),
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

/** Now, or once there is a network again. */
async function acknowledge(client: QueryClient, alarm: Pick<Alarm, "id" | "version">): Promise<Partial<AlarmDetail>> {
  const shown = client.getQueryData<AlarmDetail>(keys.alarm(alarm.id));
  const send = (key?: string) => data(take(alarm, { step: "acknowledge" }, key));
  if (shown === undefined) return send();
  const done = await nowOrLater({ kind: "step", step: { what: "acknowledge", subject: alarm.id, note: "" } }, shown.message, send);
  return "told" in done ? done.told : alarmAsIfDone(shown, done.waits, whoIsHere(client));
}

function take({ id, version }: Pick<Alarm, "id" | "version">, action: AlarmAction, key?: string) {
  const params = { path: { alarm_id: id }, header: { "if-match": `"${version}"`, "idempotency-key": key } };
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
