"""The JSON that others rely on, written out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import BaseModel

from api.schemas.alarm import Alarm, AlarmEntry
from api.schemas.alarm import Verification as VerificationOut
from api.schemas.incident import IncidentFacts
from api.schemas.out_of_service import OutOfService
from api.schemas.permit import Permit as PermitOut
from api.schemas.permit import PermitEntry as PermitLine
from api.schemas.rule import Backtest, RuleVersion
from api.schemas.scope import Scope as ScopeOut
from api.schemas.work_order import Task, TimelineEntry, WorkOrder
from domain.contract import (
    alarm_entry_json,
    alarm_json,
    backtest_json,
    incident_json,
    order_json,
    out_of_service_json,
    permit_entry_json,
    permit_json,
    rule_version_json,
    scope_json,
    task_json,
    timeline_json,
    verification_json,
)
from domain.incident import Incident
from domain.permit import Permit, PermitEntry, PermitKind, PermitState, PermitStep
from domain.quarantine import Quarantined, QuarantineReason
from domain.rule_version import Backtest as StoredBacktest
from domain.rule_version import RuleVersion as StoredVersion
from domain.scope import Scope
from domain.severity import Severity
from domain.suppression import CauseKind
from domain.suppression import OutOfService as OutOfServiceEntry
from domain.text import Text
from domain.verification import Verification
from tests.api.world import ENGINEER, GUARD, T0, World, reading


def test_an_alarm(world: World) -> None:
    alarm, order = world.raised()
    assert world.get("/alarms", GUARD).json()["items"] == [
        {
            "id": alarm.id,
            "site": "riverside",
            "asset": "t3-lift-1",
            "point": "riverside.t3-lift-1.trapped",
            "rule": "lift.entrapment",
            "severity": "critical",
            "department": "security",
            "assist": ["engineering"],
            "state": "unacknowledged",
            "condition": True,
            "acknowledged": False,
            "hidden_by": None,
            "latch": None,
            "late": False,
            "occurred_at": "2026-01-31T08:00:00.000Z",
            "raised_at": "2026-01-31T08:00:00.000Z",
            "returned_at": None,
            "acknowledged_at": None,
            "acknowledged_by": None,
            "cleared_at": None,
            "ended_at": None,
            "value": True,
            "message": {"zh": "3号楼电梯 疑似困人", "en": "Possible entrapment in the lift of tower 3"},
            "sop": "lift-entrapment-release",
            "work_order_id": order.id,
            "incident_id": None,
            "consequence": None,
            "respond_by": None,
            "chattering": False,
            "first_out": False,
            "causes": None,
            "explained_by": [],
            "plan": None,
            "drill_id": None,
            "version": 1,
        }
    ]


def test_an_alarm_in_detail_adds_its_history_and_my_steps(world: World) -> None:
    alarm, _ = world.raised()
    body = world.get(f"/alarms/{alarm.id}", GUARD).json()
    assert body["history"] == [{"at": "2026-01-31T08:00:00.000Z", "event": "raised", "state": "unacknowledged", "actor": "system", "note": "", "value": True}]
    assert body["steps"] == ["acknowledge"]
    assert {key: body[key] for key in ("verification", "upstream", "downstream", "hidden_by_title")} == {
        "verification": None,
        "upstream": [{"asset": "gate-1", "name": {"zh": "道闸", "en": "Gate"}}],
        "downstream": [],
        "hidden_by_title": None,
    }


def test_a_work_order(world: World) -> None:
    alarm, order = world.raised()
    (task,) = order.tasks
    assert world.get("/work-orders", GUARD).json() == {
        "items": [
            {
                "id": order.id,
                "number": "20260131-001",
                "kind": "rescue",
                "department": "security",
                "priority": "P1",
                "state": "dispatched",
                "title": {"zh": "3号楼电梯 疑似困人", "en": "Possible entrapment in the lift of tower 3"},
                "alarm_ids": [alarm.id],
                "site": "riverside",
                "asset": "t3-lift-1",
                "assignee": None,
                "skills": ["lift-rescue"],
                "sop": "lift-entrapment-release",
                "tasks": [
                    {
                        "id": task.id,
                        "department": "engineering",
                        "title": task.title.as_json(),
                        "due_by": "2026-01-31T10:00:00.000Z",
                        "required": True,
                        "accepted_at": None,
                        "accepted_by": None,
                        "done_at": None,
                        "done_by": None,
                    }
                ],
                "due": {"accept_by": "2026-01-31T08:03:00.000Z", "arrive_by": "2026-01-31T08:15:00.000Z", "resolve_by": "2026-01-31T10:00:00.000Z"},
                "overdue": [],
                "opened_at": "2026-01-31T08:00:00.000Z",
                "accepted_at": None,
                "arrived_at": None,
                "completed_at": None,
                "closed_at": None,
                "requested_by": None,
                "timeline": [],
                "incident_id": None,
                "parent_id": None,
                "outcome": None,
                "space": None,
                "service": "rescue",
                "paused_at": None,
                "hold_reason": None,
                "evidence": [],
                "watch_until": None,
                "overridden_by": None,
                "owner": None,
                "refusals": 0,
                "merged_into": None,
                "promised_until": None,
                "drill_id": None,
                "version": 1,
            }
        ],
        "next_cursor": None,
    }


def test_a_work_order_in_detail_adds_its_timeline_its_files_and_my_steps(world: World) -> None:
    _, order = world.raised()
    body = world.get(f"/work-orders/{order.id}", GUARD).json()
    (line,) = body["timeline"]
    assert {key: line[key] for key in ("event", "state", "actor", "at", "device_id")} == {
        "event": "open",
        "state": "dispatched",
        "actor": "system",
        "at": "2026-01-31T08:00:00.000Z",
        "device_id": None,
    }
    assert body["attachments"] == []
    assert body["steps"] == ["accept", "decline", "transfer", "start", "note", "remind", "promise"]
    assert body["needs_note"] == ["decline", "transfer", "note"]


def test_an_asset(world: World) -> None:
    world.raised()
    assert world.get("/assets", GUARD, params={"type": "lift"}).json()["items"] == [
        {
            "id": "t3-lift-1",
            "site": "riverside",
            "space": "t3-roof",
            "type": "lift",
            "name": {"zh": "电梯", "en": "Lift"},
            "devices": ["t3-lift-1"],
            "state": "alarm",
            "severity": "critical",
            "active_alarms": 1,
            "type_name": {"zh": "电梯", "en": "Lift"},
            "system": "lifts",
            "icon": "lift",
            "place": {"zh": "3号楼 · 屋面机房", "en": "Tower 3 · Roof machine room"},
        }
    ]


def test_a_device(world: World) -> None:
    world.speak("riverside.t3-lift-1.room_temp", 21.5)
    assert world.get("/devices", GUARD, params={"asset": "t3-lift-1"}).json()["items"] == [
        {
            "id": "t3-lift-1",
            "site": "riverside",
            "assets": ["t3-lift-1"],
            "state": "online",
            "online": True,
            "last_seen": "2026-01-31T08:00:00.000Z",
            "stale": False,
            "type": "lift",
            "type_name": {"zh": "电梯", "en": "Lift"},
            "interval_s": 60.0,
            "gateway": None,
            "clock_offset_s": 0.0,
            "dialect": "native",
            "address": "t3-lift-1",
        }
    ]


def test_readings(world: World) -> None:
    world.telemetry.write([reading("riverside", "t3-lift-1", T0 - timedelta(minutes=1), room_temp=21.5)])
    assert world.get("/points/riverside.t3-lift-1.room_temp/readings", GUARD).json() == {
        "items": [{"ts": "2026-01-31T07:59:00.000Z", "value": 21.5, "quality": "good"}],
        "next_cursor": None,
    }


def test_a_point(world: World) -> None:
    world.speak("riverside.t3-lift-1.room_temp", 21.5)
    world.clock.forward(seconds=5)
    assert world.get("/points", GUARD, params={"asset": "t3-lift-1"}).json()["items"][1] == {
        "id": "riverside.t3-lift-1.room_temp",
        "site": "riverside",
        "asset": "t3-lift-1",
        "key": "room_temp",
        "name": {"zh": "机房温度", "en": "Machine room"},
        "kind": "analog",
        "unit": "°C",
        "device": "t3-lift-1",
        "values": [],
        "normal": {"low": None, "high": 40.0},
        "normal_value": None,
        "range": {"low": -40.0, "high": 120.0},
        "latest": {"ts": "2026-01-31T08:00:00.000Z", "value": 21.5, "quality": "good", "age_s": 5.0, "stale": False},
    }


def test_a_quarantine_entry(world: World) -> None:
    with world.records.transaction() as tx:
        tx.quarantine.add(Quarantined("riverside", T0, "steward/v1/riverside/x/telemetry", QuarantineReason.NOT_JSON, "no JSON at character 0", b"?", "x"))
    body = world.get("/quarantine", ENGINEER).json()
    assert body["total"] == 1
    assert body["next_cursor"] is None
    assert body["items"] == [
        {
            "id": body["items"][0]["id"],
            "received_at": "2026-01-31T08:00:00.000Z",
            "topic": "steward/v1/riverside/x/telemetry",
            "reason": "not_json",
            "detail": "no JSON at character 0",
            "reason_name": {"zh": "不是 JSON", "en": "Not JSON"},
            "site": "riverside",
            "device": "x",
            "payload": "?",
            "count": 1,
            "last_at": "2026-01-31T08:00:00.000Z",
        }
    ]


def test_a_problem(world: World) -> None:
    answer = world.get("/alarms/none", GUARD, headers={"Accept-Language": "zh-CN,en;q=0.5"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:steward:problem:not-found",
        "title": "未找到",
        "status": 404,
        "detail": "没有这条告警",
        "instance": "/api/v1/alarms/none",
    }


INCIDENT = Incident("i", "live", "riverside", CauseKind.POWER, "a1", "a2", Text("馈线跳闸", "Feeder tripped"), Severity.HIGH, T0)
PERMIT = Permit("p", "X-1", "riverside", PermitKind.FIRE_TEST, PermitState.ACTIVE, Scope(), True, "3层", "检测", "wang", T0, T0, T0)
ENTRY = PermitEntry("p", T0, PermitStep.BEGUN, PermitState.ACTIVE, "wang")
VERIFICATION = Verification("a", "riverside", "t3-f1", T0, T0)
OUT = OutOfServiceEntry("o", "riverside", Scope(), "检修", "wang", T0, T0)
VERSION = StoredVersion(7, "riverside", "lift.hot", 2, None, "wang", "太晚", T0)
BACKTEST = StoredBacktest("b", "riverside", "lift.hot", {}, "d", T0, T0, "wang", T0)


@pytest.mark.parametrize(
    ("told", "model", "more"),
    [
        (incident_json(INCIDENT), IncidentFacts, set()),
        (permit_json(PERMIT), PermitOut, set()),
        (permit_entry_json(ENTRY), PermitLine, set()),
        (scope_json(Scope()), ScopeOut, set()),
        (out_of_service_json(OUT), OutOfService, set()),
        (rule_version_json(VERSION), RuleVersion, {"yaml"}),
        (backtest_json(BACKTEST), Backtest, set()),
    ],
    ids=["incident", "permit", "permit entry", "scope", "out of service", "rule version", "backtest"],
)
def test_the_models_know_every_field_of_what_keeps_alarms_in_hand(told: dict[str, object], model: type[BaseModel], more: set[str]) -> None:
    assert set(told) | more == set(model.model_fields)


def test_a_verification_is_told_within_its_alarm() -> None:
    assert set(verification_json(VERIFICATION)) - {"alarm_id", "site", "version"} == set(VerificationOut.model_fields)


def test_the_models_know_every_field_that_the_domain_tells(world: World) -> None:
    alarm, order = world.raised()
    with world.records.reading() as tx:
        (entry,), (line,) = tx.alarms.history(alarm.id), tx.orders.timeline(order.id)
    told = (alarm_json(alarm), alarm_entry_json(entry), order_json(order), task_json(order.tasks[0]), timeline_json(line))
    assert [set(body) for body in told] == [set(model.model_fields) for model in (Alarm, AlarmEntry, WorkOrder, Task, TimelineEntry)]
