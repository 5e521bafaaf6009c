/** Alarms, whistles and calls as they look to the one whose acknowledgement, check-in or answer waits to be sent. */
import type { AlarmDetail, CallOut, Whistle, WhistleDetail } from "../api/schema";
import type { Waiting } from "./waiting";

export function alarmAsIfDone<A extends Pick<AlarmDetail, "id" | "acknowledged" | "acknowledged_at" | "acknowledged_by"> & Partial<Pick<AlarmDetail, "steps">>>(alarm: A, one: Waiting, username: string): A {
  if (!concerns(one, alarm.id, "acknowledge") || alarm.acknowledged) return alarm;
  const steps = alarm.steps === undefined ? {} : { steps: alarm.steps.filter((step) => step !== "acknowledge") };
  return { ...alarm, ...steps, acknowledged: true, acknowledged_at: one.at, acknowledged_by: username };
}

export function whistleAsIfDone<W extends Pick<Whistle, "id" | "calls"> & Partial<Pick<WhistleDetail, "may_check_in">>>(whistle: W, one: Waiting, username: string): W {
  if (one.doing.kind === "file" || !concerns(one, whistle.id, "check-in")) return whistle;
  const { department, note } = one.doing.step;
  const may = whistle.may_check_in === undefined ? {} : { may_check_in: whistle.may_check_in.filter((each) => each !== department) };
  const calls = whistle.calls.map((call) =>
    call.department !== department || call.checked_in_at !== null
      ? call
      : { ...call, state: "in" as const, checked_in_at: one.at, checked_in_by: username, note, late: Date.parse(one.at) > Date.parse(call.check_in_by) },
  );
  return { ...whistle, ...may, calls };
}

/** Whoever answers first ends a call: so it looks until somebody is heard to have been faster. */
export function callAsIfDone<C extends CallOut>(call: C, one: Waiting, username: string): C {
  const said = concerns(one, call.id, "going") ? "going" : concerns(one, call.id, "seen") ? "seen" : null;
  if (said === null || call.state === "answered") return call;
  return { ...call, state: "answered", answer: said, answered_by: username, answered_by_name: null, answered_at: one.at, next_at: null };
}

function concerns({ doing }: Waiting, id: string, what: string): boolean {
  return doing.kind === "step" && doing.step.what === what && doing.step.subject === id;
}
