/** Things of the API as tests need them, made whole from a few words. */
import type { Alarm, AlarmDetail, Asset, Incident, IncidentDetail, Permit, PermitDetail, Space, WorkOrder } from "../src/api/schema";

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
    consequence: "severe",
    respond_by: "2026-01-31T08:03:00.000Z",
    chattering: false,
    first_out: false,
    causes: null,
    explained_by: [],
    plan: null,
    drill_id: null,
    version: 1,
    ...told,
  };
}

export function anAlarmDetail(told: Partial<AlarmDetail> = {}): AlarmDetail {
  return {
    ...anAlarm(told),
    history: [],
    steps: ["acknowledge", "shelve"],
    verification: null,
    upstream: [],
    downstream: [],
    hidden_by_title: null,
    ...told,
  };
}

export function anIncident(told: Partial<Incident> = {}): Incident {
  return {
    id: "i1",
    site: "riverside",
    cause: "power",
    title: { zh: "1号变压器进线失电", en: "Transformer 1 has lost its mains" },
    severity: "high",
    cause_alarm_id: "a1",
    first_alarm_id: "a1",
    alarm_ids: ["a1"],
    opened_at: "2026-01-31T08:00:00.000Z",
    release_at: null,
    closed_at: null,
    drill_id: null,
    version: 1,
    alarm_count: 1,
    active_count: 1,
    suppressed_count: 0,
    work_order_ids: ["o1"],
    ...told,
  };
}

export function anIncidentDetail(told: Partial<IncidentDetail> = {}): IncidentDetail {
  return { ...anIncident(told), alarms: [], orders: [], ...told };
}

export function aPermit(told: Partial<Permit> = {}): Permit {
  return {
    id: "p1",
    number: "X-20260131-001",
    site: "riverside",
    kind: "hot_work",
    state: "requested",
    scope: { points: [], assets: [], spaces: ["t3-f05"], loops: [], device_types: ["fire_detector"] },
    hides: true,
    place: "3号楼 5层",
    work: "焊接支架",
    applicant: "engineer",
    approver: null,
    watcher: null,
    contractor: null,
    starts_at: "2026-01-31T08:00:00.000Z",
    until: "2026-01-31T12:00:00.000Z",
    requested_at: "2026-01-31T07:00:00.000Z",
    begun_at: null,
    ended_at: null,
    recheck_at: null,
    missing: [],
    reported: [],
    overdue: [],
    timeline: [],
    version: 1,
    ...told,
  };
}

export function aPermitDetail(told: Partial<PermitDetail> = {}): PermitDetail {
  return {
    ...aPermit(told),
    attachments: [],
    steps: [],
    needs_note: [],
    needs_watcher: true,
    needs_photos: true,
    covers: [],
    covers_total: 0,
    hidden_alarms: [],
    missing_points: [],
    reported_points: [],
    ...told,
  };
}

export function anAsset(told: Partial<Asset> = {}): Asset {
  return {
    id: "t3-smoke-05",
    site: "riverside",
    space: "t3-f05",
    type: "fire_detector",
    name: { zh: "5层烟感", en: "Smoke detector, floor 5" },
    devices: [],
    state: "normal",
    severity: null,
    active_alarms: 0,
    type_name: { zh: "火灾探测器", en: "Fire detector" },
    system: "fire",
    icon: "smoke",
    place: { zh: "3号楼 5层", en: "Tower 3, floor 5" },
    ...told,
  };
}

export function aSpace(id: string, parent: string | null): Space {
  return { id, site: "riverside", kind: "floor", name: { zh: id, en: id }, parent };
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
    outcome: null,
    space: null,
    service: null,
    paused_at: null,
    hold_reason: null,
    evidence: [],
    watch_until: null,
    overridden_by: null,
    owner: null,
    refusals: 0,
    merged_into: null,
    promised_until: null,
    drill_id: null,
    version: 1,
    ...told,
  };
}
