"""A week of a site, lived through in seconds: alarms by day and night, people who ask on Friday evening, a holiday, a worked Saturday, holds.

The worker sweeps whenever something is due, as it would every second; it is killed in the middle of what it decides, sweeps
everything again, and is started anew. What it decided, when and how often, is exactly what stands here.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.identity import new_id
from domain.people import Department
from domain.records import OrderFilter, Records, Transaction
from domain.rescue_clock import Clock
from domain.severity import Priority
from domain.work_order import HoldReason, OrderEvent, OrderKind, Outcome
from operations import rescue_clocks
from operations.deadlines import sweep
from operations.workorders import day_end, limits, service, service_decisions
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from operations.workorders.tasks import finish_task
from storage.database.records import DatabaseRecords
from tests.operations.scenes import BRAKE, DOOR, ENTRAPMENT, LEVEL, SITE, SITES, T0, Condition, happen, orders, timeline, told
from tests.operations.workorders.office import OFFICE, OFFICES, ask, local

_E = OrderEvent
OCT = 10
END = local(6, 12, month=OCT)

OURS = (rescue_clocks.sweep, service_decisions.sweep, day_end.sweep)
"""The sweepers of time limits."""

Act = Callable[[Records, dict[str, str], datetime], None]


class Killed(Exception):
    """The worker is gone, in the middle of a transaction."""


class Mortal:
    """Records of workers that die, one after the other, in every other transaction, just before it would have committed."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.deaths = 0
        self._transactions = count()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self.records.transaction() as tx:
            yield tx
            if next(self._transactions) % 2 == 0:
                self.deaths += 1
                raise Killed

    def __getattr__(self, name: str) -> object:
        return getattr(self.records, name)


def asks(name: str, kind: OrderKind = OrderKind.REPAIR, priority: Priority = Priority.P3, *, department: Department, asset: str | None = None) -> Act:
    def act(records: Records, ids: dict[str, str], at: datetime) -> None:
        ids[name] = ask(records, at, title=name, kind=kind, priority=priority, department=department, asset=asset).id

    return act


def takes(
    name: str, event: OrderEvent, by: str = "fitter", *, hold: HoldReason | None = None, outcome: Outcome | None = None, until: datetime | None = None
) -> Act:
    def act(records: Records, ids: dict[str, str], at: datetime) -> None:
        with records.transaction() as tx:
            take_step(tx, ids[name], event, StepDetails(hold_reason=hold, outcome=outcome, until=until), site=OFFICE, by=by, at=at, note="说明")

    return act


def opens(name: str, asset: str) -> Act:
    """The alarm's order is called `name`."""

    def act(records: Records, ids: dict[str, str], _at: datetime) -> None:
        with records.reading() as tx:
            (ids[name],) = (order.id for order in tx.orders.list(OrderFilter(asset=asset), limit=100).items if order.id not in ids.values())

    return act


def raises(name: str, condition: Condition, asset: str) -> Act:
    def act(records: Records, ids: dict[str, str], at: datetime) -> None:
        happen(records, condition.raised(name, at), site=OFFICE)
        opens(name, asset)(records, ids, at)

    return act


def returns(name: str, condition: Condition) -> Act:
    def act(records: Records, _ids: dict[str, str], at: datetime) -> None:
        happen(records, condition.returned(name, at), site=OFFICE)

    return act


def taps(name: str, clock: Clock) -> Act:
    def act(records: Records, ids: dict[str, str], at: datetime) -> None:
        with records.transaction() as tx:
            order = tx.orders.get(ids[name])
            assert order is not None
            rescue_clocks.meet(tx, order, clock, OFFICE, by="guard", at=at)

    return act


def helps(name: str) -> Act:
    """The assisting department has done its part."""

    def act(records: Records, ids: dict[str, str], at: datetime) -> None:
        with records.transaction() as tx:
            order = tx.orders.get(ids[name])
            assert order is not None
            for task in order.tasks:
                finish_task(tx, order.id, task.id, by="fitter", at=at)

    return act


ENGINEERING, SERVICE = Department.ENGINEERING, Department.SERVICE_CENTRE

STORY: Sequence[tuple[datetime, Act]] = [
    # Friday evening somebody asks; nobody is in the office before Monday.
    (local(25, 18, 30), asks("lamp", department=ENGINEERING, asset="lamp")),
    # Saturday, two in the morning: somebody is in the lift.
    (local(26, 2), raises("lift", ENTRAPMENT, "lift-1")),
    (local(26, 2, 1), taps("lift", Clock.ANSWERED)),
    (local(26, 2, 7), taps("lift", Clock.CALLED)),
    (local(26, 2, 9), takes("lift", _E.ACCEPTED, "guard")),
    (local(26, 2, 10), takes("lift", _E.STARTED, "guard")),
    (local(26, 2, 20), taps("lift", Clock.ARRIVED)),
    (local(26, 2, 30), returns("lift", ENTRAPMENT)),
    (local(26, 2, 35), helps("lift")),
    (local(26, 2, 40), takes("lift", _E.COMPLETED, "guard", outcome=Outcome.REAL)),
    # Monday: the lamp waits for a part until Tuesday.
    (local(28, 8, 40), takes("lamp", _E.DISPATCHED, "desk")),
    (local(28, 9, 5), takes("lamp", _E.ACCEPTED)),
    (local(28, 9, 30), takes("lamp", _E.ARRIVED)),
    (local(28, 10), takes("lamp", _E.HELD, hold=HoldReason.PARTS)),
    # Monday night the tank is too full, and who takes it comes late.
    (local(28, 22), raises("tank", LEVEL, "tank-1")),
    (local(28, 22, 8), takes("tank", _E.ACCEPTED)),
    (local(28, 22, 39), takes("tank", _E.ARRIVED)),
    (local(29, 1, 50), returns("tank", LEVEL)),
    (local(29, 2), takes("tank", _E.COMPLETED, outcome=Outcome.REAL)),
    (local(29, 9), takes("lamp", _E.RESUMED)),
    (local(29, 11), takes("lamp", _E.COMPLETED, outcome=Outcome.REAL)),
    (local(29, 11, 20), takes("lamp", _E.VERIFIED, "desk")),
    (local(29, 11, 30), takes("lamp", _E.CLOSED, "desk")),
    # Tuesday: a gate, put aside for no reason that stops a clock.
    (local(29, 14), asks("gate", department=ENGINEERING)),
    (local(29, 14, 5), takes("gate", _E.DISPATCHED, "desk")),
    (local(29, 14, 10), takes("gate", _E.ACCEPTED)),
    (local(29, 14, 20), takes("gate", _E.ARRIVED)),
    (local(29, 15), takes("gate", _E.HELD, hold=HoldReason.OTHER)),
    (local(30, 14, 30), takes("gate", _E.RESUMED)),
    (local(30, 14, 45), takes("gate", _E.COMPLETED, outcome=Outcome.REAL)),
    # Wednesday at five somebody complains, and nobody answers before the holiday, nor on the Saturday that is worked.
    (local(30, 17), asks("noise", OrderKind.COMPLAINT, Priority.P4, department=SERVICE)),
    # On the holiday a door of a lift fails; the part comes on Saturday.
    (local(1, 10, month=OCT), raises("door", DOOR, "lift-1")),
    (local(1, 10, 25, month=OCT), takes("door", _E.ACCEPTED)),
    (local(1, 10, 26, month=OCT), takes("door", _E.ARRIVED)),
    (local(1, 11, month=OCT), takes("door", _E.HELD, hold=HoldReason.PARTS)),
    (local(3, 9, month=OCT), takes("door", _E.RESUMED)),
    (local(4, 6, 50, month=OCT), returns("door", DOOR)),
    (local(4, 7, month=OCT), takes("door", _E.COMPLETED, outcome=Outcome.REAL)),
    (local(5, 10, month=OCT), takes("noise", _E.DISPATCHED, "desk")),
    (local(5, 10, 1, month=OCT), takes("noise", _E.ACCEPTED, "desk")),
    (local(5, 10, 2, month=OCT), takes("noise", _E.ARRIVED, "desk")),
    (local(5, 15, month=OCT), takes("noise", _E.COMPLETED, "desk", outcome=Outcome.REAL)),
]

EXPECTED = [
    # In a lift every minute counts, at night and on a Saturday too.
    ("09-26 02:02:06", "lift", "接单时限 09-26 02:03 将到，已提醒"),
    ("09-26 02:03:00", "lift", "接单时限 09-26 02:03 已过"),
    ("09-26 02:04:00", "lift", "接单超时，已呼叫秩序队长"),
    ("09-26 02:05:00", "lift", "救援时限已过：已通知维保单位（应于 09-26 02:05 前）"),
    ("09-26 02:06:00", "lift", "接单超时，已呼叫秩序主管"),
    ("09-26 02:08:00", "lift", "接单超时，已呼叫项目经理"),
    # Monday, nine o'clock: half an hour after the new dispatch is nearly over.
    ("09-28 09:01:00", "lamp", "接单时限 09-28 09:10 将到，已提醒"),
    ("09-28 22:07:00", "tank", "接单时限 09-28 22:10 将到，已提醒"),
    ("09-28 22:21:00", "tank", "到场时限 09-28 22:30 将到，已提醒"),
    ("09-28 22:30:00", "tank", "到场时限 09-28 22:30 已过"),
    ("09-28 22:32:00", "tank", "到场超时，已呼叫备班工程师"),
    # The gate: eight hours in the office from Tuesday at two.
    ("09-30 10:36:00", "gate", "完成时限 09-30 13:00 将到，已提醒"),
    ("09-30 13:00:00", "gate", "完成时限 09-30 13:00 已过"),
    ("09-30 13:30:00", "gate", "完成超时，已呼叫备班工程师"),
    ("09-30 14:00:00", "gate", "完成超时，已呼叫工程主管"),
    ("09-30 18:00:00", "noise", "日终无答复、无承诺，已报项目经理"),
    # Alarms know no holidays.
    ("10-01 10:21:00", "door", "接单时限 10-01 10:30 将到，已提醒"),
    # Two days off, and then the Saturday counts.
    ("10-03 10:48:00", "noise", "接单时限 10-03 12:00 将到，已提醒"),
    ("10-03 12:00:00", "noise", "接单时限 10-03 12:00 已过"),
    ("10-03 12:30:00", "noise", "接单超时，已呼叫楼栋管家"),
    ("10-03 13:00:00", "noise", "接单超时，已呼叫客服主管"),
    ("10-03 13:36:00", "noise", "到场时限 10-03 16:00 将到，已提醒"),
    ("10-03 14:00:00", "noise", "接单超时，已呼叫项目经理"),
    ("10-03 16:00:00", "noise", "到场时限 10-03 16:00 已过"),
    ("10-03 16:30:00", "noise", "到场超时，已呼叫楼栋管家"),
    ("10-03 17:00:00", "noise", "到场超时，已呼叫客服主管"),
    ("10-03 18:00:00", "noise", "日终无答复、无承诺，已报项目经理"),
    ("10-04 00:48:00", "door", "完成时限 10-04 08:00 将到，已提醒"),
    ("10-05 09:00:00", "noise", "到场超时，已呼叫项目经理"),
    ("10-06 11:30:00", "lamp", "已开回头看工单 20261006-001"),
]

DECISIONS = frozenset({_E.REMINDED, _E.OVERDUE, _E.ESCALATED})


def next_due(records: Records) -> datetime:
    """When the worker will next find something, so that the clock can be put forward to then."""
    with records.reading() as tx:
        waiting = [order.next_at for order in tx.orders.list(OrderFilter(), limit=100).items]
        clocks = [clock.next_at for clock in tx.rescue_clocks.due_before(END)]
    return min((moment for moment in (*waiting, *clocks) if moment is not None), default=END)


def day_ends() -> Sequence[datetime]:
    return [local(25, 18) + timedelta(days=day) for day in range(12)]


def live(url: str) -> tuple[Mapping[str, str], Mortal]:
    """The whole week; returns the ids of its orders by name, and the records as they are at its end."""
    ids: dict[str, str] = {}
    mortal = Mortal(DatabaseRecords(url, clock=lambda: END))
    waiting = sorted([*STORY, *((moment, _nothing) for moment in (*day_ends(), END))], key=lambda each: each[0])
    for number, (moment, act) in enumerate(waiting):
        while (due := next_due(mortal.records)) < moment:
            worked(mortal, due)
        act(mortal.records, ids, moment)
        worked(mortal, moment)
        if number % 9 == 0:
            mortal.records.close()
            mortal.records = DatabaseRecords(url, clock=lambda: END)
    return ids, mortal


def _nothing(_records: Records, _ids: dict[str, str], _at: datetime) -> None:
    """Only the worker does something."""


def worked(mortal: Mortal, now: datetime) -> None:
    """A worker that may be killed, and another one that sweeps everything; a third one finds nothing to decide."""
    for ours in OURS:
        ours(mortal, OFFICES, now)  # type: ignore[arg-type]  # a worker's records, as far as it gets
    sweep(mortal.records, OFFICES, now)
    assert [ours(mortal.records, OFFICES, now) for ours in OURS] == [0] * len(OURS)


def decisions(records: Records, ids: Mapping[str, str]) -> Sequence[tuple[str, str, str]]:
    """What Steward decided: for when, about which order, in which words; in the order of their times."""
    lines = [(line, name) for name, order_id in ids.items() for line in timeline(records, order_id) if line.actor == "system"]
    own = [(line, name) for line, name in lines if line.event in DECISIONS or "回头看" in line.note]
    return sorted((f"{line.occurred_at.astimezone(OFFICE.time_zone):%m-%d %H:%M:%S}", name, line.note.split(" / ")[0]) for line, name in own)


def test_a_week_has_exactly_its_deadlines_reminders_and_escalations(records_url: str) -> None:
    ids, mortal = live(records_url)
    try:
        assert decisions(mortal.records, ids) == sorted(EXPECTED)
        assert set(Counter(one.key for one in told(mortal.records)).values()) == {1}
        assert mortal.deaths > len(EXPECTED) / 4
    finally:
        mortal.records.close()


CONDITIONS = {"door": DOOR, "tank": LEVEL, "brake": BRAKE}
"""Orders in which nobody ever does anything: each of their limits passes, and everybody is called."""

seconds = st.integers(0, 4 * 24 * 3600).map(lambda each: T0 + timedelta(seconds=each))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sweeps=st.lists(seconds, max_size=12).map(sorted), killed=st.booleans())
def test_however_often_and_late_the_worker_sweeps_everything_is_decided_once(
    sqlite_template: Path, tmp_path: Path, sweeps: list[datetime], *, killed: bool
) -> None:
    path = tmp_path / f"{new_id()}.db"
    shutil.copy(sqlite_template, path)
    records = DatabaseRecords(f"sqlite:///{path}", clock=lambda: T0)
    try:
        happen(records, *(condition.raised(name) for name, condition in CONDITIONS.items()))
        opened = orders(records)
        mortal = Mortal(records)
        for moment in sweeps:
            service_decisions.sweep(mortal if killed else records, SITES, moment)  # type: ignore[arg-type]  # as above
        service_decisions.sweep(records, SITES, T0 + timedelta(days=5))
        found = Counter((line.order_id, line.event, line.occurred_at) for order in opened for line in timeline(records, order.id) if line.event in DECISIONS)
        passed = {(order.id, _E.OVERDUE, limits.limit_of(order, name)) for order in opened for name in limits.NAMES}
        steps = {
            (order.id, _E.ESCALATED, (limits.limit_of(order, name) or T0) + each.after)
            for order in opened
            for name in limits.NAMES
            for each in service.level_of(order, SITE).escalation
        }
        reminders = {(order.id, _E.REMINDED, each.at) for order in opened for each in order.agenda}
        assert set(found.values()) == {1}
        assert passed | steps <= set(found) <= passed | steps | reminders
        assert service_decisions.sweep(records, SITES, T0 + timedelta(days=9)) == 0
    finally:
        records.close()
        path.unlink()
