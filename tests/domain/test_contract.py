"""The JSON of the outside contract: every field is told, times in RFC 3339, what is not there as null."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.alarm import Alarm, Consequence
from domain.contract import (
    alarm_json,
    backtest_json,
    incident_json,
    order_json,
    out_of_service_json,
    permit_entry_json,
    permit_json,
    rule_version_json,
    verification_json,
)
from domain.incident import Incident
from domain.people import Department
from domain.permit import Permit, PermitEntry, PermitKind, PermitState, PermitStep
from domain.rule_version import Backtest, BacktestState, RuleVersion
from domain.scope import Scope
from domain.severity import Priority, Severity
from domain.suppression import CauseKind, OutOfService
from domain.text import Text
from domain.verification import ConfirmedBy, Verification, VerificationState
from domain.work_order import Due, OrderKind, OrderState, Outcome, WorkOrder

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TITLE = Text("馈线跳闸", "Feeder tripped")

ALARM = Alarm("a", "live", "s", "x", None, "r", "e", Severity.HIGH, Department.SECURITY, (), TITLE, NOON - HOUR, NOON)
ORDER = WorkOrder("o", "1", "live", OrderKind.REPAIR, "s", None, Department.SECURITY, Priority.P1, OrderState.CLOSED, TITLE, NOON, Due())
INCIDENT = Incident("i", "live", "s", CauseKind.POWER, "a1", "a2", TITLE, Severity.HIGH, NOON)
PERMIT = Permit("p", "X-1", "s", PermitKind.HOT_WORK, PermitState.ACTIVE, Scope(loops=("2",)), True, "3层", "焊接", "wang", NOON, NOON + HOUR, NOON)
ENTRY = PermitEntry("p", NOON, PermitStep.BEGUN, PermitState.ACTIVE, "wang", "开始")
VERIFICATION = Verification("a", "s", "f3", NOON, NOON + HOUR)
OUT = OutOfService("o", "s", Scope(assets=("pump-1",)), "检修", "wang", NOON, NOON + HOUR)
VERSION = RuleVersion(7, "s", "r", 2, {"id": "r"}, "wang", "太晚", NOON, "b", 1)
BACKTEST = Backtest("b", "s", "r", {"id": "r"}, "d", NOON - HOUR, NOON, "wang", NOON)


def test_an_alarm_says_until_when_somebody_must_respond_and_what_it_explains() -> None:
    alarm = replace(
        ALARM,
        consequence=Consequence.SEVERE,
        respond_within_s=600,
        chattering_until=NOON,
        first_out=True,
        causes=CauseKind.POWER,
        explained_by=(CauseKind.WATER, CauseKind.NETWORK),
        plan="flood",
    )
    told = {
        "consequence": "severe",
        "respond_by": "2026-01-31T12:10:00.000Z",
        "chattering": True,
        "first_out": True,
        "causes": "power",
        "explained_by": ["water", "network"],
        "plan": "flood",
    }
    assert alarm_json(alarm) | told == alarm_json(alarm)


def test_an_alarm_of_which_none_of_that_is_known_says_so() -> None:
    told: dict[str, object] = {
        "consequence": None,
        "respond_by": None,
        "chattering": False,
        "first_out": False,
        "causes": None,
        "explained_by": [],
        "plan": None,
    }
    assert alarm_json(ALARM) | told == alarm_json(ALARM)


@pytest.mark.parametrize(("outcome", "told"), [(None, None), (Outcome.FALSE_ALARM, "false_alarm")])
def test_an_order_says_what_was_found(outcome: Outcome | None, told: str | None) -> None:
    assert order_json(replace(ORDER, outcome=outcome))["outcome"] == told


def test_an_incident_tells_everything() -> None:
    assert incident_json(replace(INCIDENT, release_at=NOON + HOUR, realm="drill-1"), ("a2", "a1")) == {
        "id": "i",
        "site": "s",
        "cause": "power",
        "cause_alarm_id": "a1",
        "first_alarm_id": "a2",
        "title": {"zh": "馈线跳闸", "en": "Feeder tripped"},
        "severity": "high",
        "opened_at": "2026-01-31T12:00:00.000Z",
        "release_at": "2026-01-31T13:00:00.000Z",
        "closed_at": None,
        "alarm_ids": ["a2", "a1"],
        "drill_id": "drill-1",
        "version": 1,
    }


def test_a_permit_tells_everything_with_its_timeline() -> None:
    body = permit_json(replace(PERMIT, overdue=("until",)), (ENTRY,))
    assert set(body) == {field.name for field in fields(Permit)} | {"timeline"}
    assert body["timeline"] == [permit_entry_json(ENTRY)]
    assert permit_entry_json(ENTRY) == {"at": "2026-01-31T12:00:00.000Z", "step": "begin", "state": "active", "actor": "wang", "note": "开始"}
    assert (body["scope"], body["until"], body["begun_at"], body["overdue"]) == (
        {"points": [], "assets": [], "spaces": [], "loops": ["2"], "device_types": []},
        "2026-01-31T13:00:00.000Z",
        None,
        ["until"],
    )


def test_a_verification_tells_everything() -> None:
    decided = replace(VERIFICATION, state=VerificationState.CONFIRMED, reason=ConfirmedBy.SILENCE, decided_at=NOON + HOUR, decided_by="system")
    assert set(verification_json(decided)) == {field.name for field in fields(Verification)}
    assert (verification_json(decided)["reason"], verification_json(VERIFICATION)["reason"]) == ("SILENCE", None)


def test_what_is_out_of_service_tells_everything() -> None:
    body = out_of_service_json(OUT)
    assert set(body) == {field.name for field in fields(OutOfService)}
    assert (body["at"], body["ended_at"]) == ("2026-01-31T12:00:00.000Z", None)


def test_a_version_of_a_rule_tells_everything_and_null_when_it_is_as_the_files_have_it() -> None:
    assert set(rule_version_json(VERSION)) == {field.name for field in fields(RuleVersion)}
    assert (rule_version_json(VERSION)["definition"], rule_version_json(replace(VERSION, definition=None))["definition"]) == ({"id": "r"}, None)


def test_a_backtest_tells_everything() -> None:
    done = replace(BACKTEST, state=BacktestState.DONE, progress=1.0, result={"gained": []})
    assert set(backtest_json(done)) == {field.name for field in fields(Backtest)}
    assert (backtest_json(done)["result"], backtest_json(BACKTEST)["result"]) == ({"gained": []}, None)


@pytest.mark.parametrize(
    "body",
    [
        alarm_json(ALARM),
        order_json(ORDER),
        incident_json(INCIDENT),
        permit_json(PERMIT, (ENTRY,)),
        verification_json(VERIFICATION),
        out_of_service_json(OUT),
        rule_version_json(VERSION),
        backtest_json(BACKTEST),
    ],
    ids=["alarm", "order", "incident", "permit", "verification", "out of service", "rule version", "backtest"],
)
def test_everything_told_is_plain_json(body: dict[str, object]) -> None:
    assert json.loads(json.dumps(body)) == body
