"""Whatever people do and whenever it is swept: each department is in, within its limit, or late and told of once for each step."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.alarm import IllegalStep
from domain.outbox import NotificationKind
from domain.people import Department
from domain.problem import Refusal
from domain.records import Conflict, Records, Transaction
from domain.severity import Severity
from domain.whistle import BY_ITSELF, Call, Whistle, WhistleFilter, WhistleState, WhistleStep
from operations import whistles
from operations.whistles import NewWhistle
from tests.operations.scenes import SITE, SITES, T0

CALLED = (Department.ENGINEERING, Department.SECURITY)
ALL = (*CALLED, Department.CLEANING)


class Crash(Exception):
    """The process ends in the middle of a transaction."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does, so long after the step before; `crashes`: it is all undone at the last moment."""

    what: str
    department: Department
    after: timedelta
    crashes: bool


STEPS = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(("check-in", "check-in", "sweep", "sweep", "add", "note", "stale", "stand-down")),
        department=st.sampled_from(ALL),
        after=st.sampled_from([timedelta(minutes=minutes) for minutes in (0, 1, 2, 3, 8)]),
        crashes=st.booleans(),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_is_forgotten_and_nothing_is_told_twice(sqlite_records: Records, steps: list[Step]) -> None:
    records, now = sqlite_records, T0
    with records.transaction() as tx:
        whistle = whistles.blow(tx, NewWhistle("水管爆裂", Severity.CRITICAL, CALLED), site=SITE, by="steward", at=now)
    for step in steps:
        now += step.after
        with suppress(Crash, IllegalStep, Refusal, Conflict), records.transaction() as tx:
            _act(tx, whistle, step, now)
            _perhaps_crash(crashes=step.crashes)
        _sweep(records, step, now)
    whistles.sweep(records, SITES, now)
    assert whistles.sweep(records, SITES, now) == 0
    with records.reading() as tx:
        found = tx.whistles.get(whistle.id)
        told = Counter(one.key for one in tx.outbox.list(limit=5000) if one.kind is NotificationKind.WHISTLE and whistle.id in one.key)
        lines = Counter((entry.step, entry.department) for entry in tx.whistles.timeline(whistle.id))
        assert tx.whistles.list(WhistleFilter(state=WhistleState.OPEN), limit=200).items.count(found) == (
            found is not None and found.state is WhistleState.OPEN
        )
    assert found is not None
    assert set(told.values()) == {1}
    for call in found.calls:
        assert _stands(found, call, now)
        assert len(set(call.decided)) == len(call.decided)
        assert all(lines[(step, call.department)] <= 1 for step in (*BY_ITSELF, WhistleStep.CHECKED_IN))
        assert f"whistle|{whistle.id}|{call.department}|call" in told


def _act(tx: Transaction, whistle: Whistle, step: Step, now: datetime) -> None:
    match step.what:
        case "check-in":
            whistles.check_in(tx, whistle.id, step.department, by="somebody", at=now)
        case "add":
            whistles.add_department(tx, whistle.id, step.department, site=SITE, by="steward", at=now)
        case "note":
            whistles.note(tx, whistle.id, "说明", by="steward", at=now)
        case "stale":
            whistles.check_in(tx, whistle.id, step.department, by="somebody", at=now, version=1)
        case "stand-down":
            whistles.stand_down(tx, whistle.id, site=SITE, by="steward", at=now, outcome="完")


def _sweep(records: Records, step: Step, now: datetime) -> None:
    if step.what == "sweep":
        whistles.sweep(records, SITES, now)


def _perhaps_crash(*, crashes: bool) -> None:
    if crashes:
        raise Crash


def _stands(whistle: Whistle, call: Call, now: datetime) -> bool:
    """In; or over; or every step that is due was decided, and no other."""
    if call.checked_in_at is not None:
        return call.late or call.checked_in_at <= call.check_in_by
    return whistle.state is WhistleState.STOOD_DOWN or call.decided == tuple(step for step in BY_ITSELF if call.moment(step) <= now)
