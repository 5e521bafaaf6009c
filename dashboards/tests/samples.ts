/** Things of the API as tests need them, made whole from a few words. */
import type { Alarm, AlarmDetail, WorkOrder } from "../src/api/schema";

export function anAlarm(told: Partial<Alarm> = {}): Alarm {
  return {
    id: "a1",
    site: "riverside",
    asset: "t3-lift-1",
    point: "riverside.t3-lift-1.trapped",
    rule: "lift.entrapment",
    severity: "critical",
    department: "security",
    assist: ["engineering"],
    state: "unacknowledged",
    condition: true,
    acknowledged: false,
    hidden_by: null,
    latch: null,
    late: false,
    occurred_at: "2026-01-31T08:00:00.000Z",
    raised_at: "2026-01-31T08:00:00.000Z",
    returned_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    cleared_at: null,
    ended_at: null,
    value: true,
    message: { zh: "3号楼1号电梯 疑似困人", en: "Possible entrapment in lift 1, tower 3" },
    sop: null,
    work_order_id: "o1",
    incident_id: null,
    drill_id: null,
    version: 1,
    ...told,
  };
}

export function anAlarmDetail(told: Partial<AlarmDetail> = {}): AlarmDetail {
  return { ...anAlarm(told), history: [], steps: ["acknowledge", "shelve"], ...told };
}

export function anOrder(told: Partial<WorkOrder> = {}): WorkOrder {
  return {
    id: "o1",
    number: "20260131-001",
    kind: "rescue",
    department: "security",
    priority: "P1",
    state: "dispatched",
    title: { zh: "3号楼1号电梯 疑似困人", en: "Possible entrapment in lift 1, tower 3" },
    alarm_ids: ["a1"],
    site: "riverside",
    asset: "t3-lift-1",
    assignee: null,
    skills: [],
    sop: null,
    tasks: [],
    due: { accept_by: "2026-01-31T08:03:00.000Z", arrive_by: "2026-01-31T08:15:00.000Z", resolve_by: "2026-01-31T10:00:00.000Z" },
    overdue: [],
    opened_at: "2026-01-31T08:00:00.000Z",
    accepted_at: null,
    arrived_at: null,
    completed_at: null,
    closed_at: null,
    requested_by: null,
    timeline: [],
    incident_id: null,
    parent_id: null,
    drill_id: null,
    version: 1,
    ...told,
  };
}
