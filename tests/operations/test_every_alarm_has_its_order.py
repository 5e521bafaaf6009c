"""Whatever happens in whatever order: every active alarm that is shown has exactly one open order, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from domain.alarm import Alarm, AlarmState, IllegalStep, Latch
from domain.contract import alarm_json, order_json
from domain.event_log import EventType
from domain.outbox import Notification
from domain.people import Department
from domain.records import Transaction
from domain.severity import Priority
from domain.transition import Change, Transition
from domain.work_order import OPEN_STATES, STEP_PERMISSION, OrderEvent, WorkOrder, open_steps
from operations import alarm_steps
from operations.deadlines import sweep
from operations.response import respond
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import finish_task, take_step
from storage.database.records import DatabaseRecords
from tests.operations.scenes import BRAKE, DOOR, ENTRAPMENT, FITTER, GUARD, INTRUSION, LEVEL, SITE, SITES, T0, Condition, alarms, hire, orders, told

CONDITIONS = (ENTRAPMENT, DOOR, BRAKE, LEVEL, INTRUSION)
STEPS = sorted(STEP_PERMISSION)
ANY = st.integers(0, 1000)
"""Picks one of however many there are."""


class PowerCut(Exception):
    """The process dies in mid-transaction."""


@dataclass(frozen=True)
class Seen:
    """Everything in the records when the event log had come to `newest`."""

    newest: int
    alarms: Sequence[Alarm]
    orders: Sequence[WorkOrder]
    told: Sequence[Notification]


class LifeOfASite(RuleBasedStateMachine):
    """Rules that raise and return, people who act, sweeps, replays and crashes, all on real records."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(dir=folder))
        shutil.copy(template, self.folder / "records.db")
        self.records = DatabaseRecords(f"sqlite:///{self.folder / 'records.db'}", clock=lambda: T0)
        self.now = T0
        self.raised: dict[str, str] = {}
        self.said: list[Transition] = []
        self.versions: dict[str, int] = {}
        self.seen: Seen | None = None
        self.followed = 0
        self.story: dict[str, Mapping[str, object]] = {}
        hire(self.records, GUARD, FITTER)

    def teardown(self) -> None:
        self.records.close()
        shutil.rmtree(self.folder)

    @contextmanager
    def attempt(self) -> Iterator[Transaction]:
        """Somebody tries something at the next moment; what is not allowed changes nothing."""
        self.now += timedelta(seconds=1)
        with suppress(IllegalStep, ValueError), self.records.transaction() as tx:
            yield tx

    def say(self, *transitions: Transition) -> None:
        with self.records.transaction() as tx:
            respond(tx, transitions, SITE, self.now)
        self.said += transitions

    # The process

    @rule(pick=ANY, silent=st.booleans())
    def raise_one(self, pick: int, *, silent: bool) -> None:
        self.raise_conditions([CONDITIONS[pick % len(CONDITIONS)]], silent=silent)

    @rule()
    def raise_everything(self) -> None:
        self.raise_conditions(CONDITIONS, silent=False)

    def raise_conditions(self, conditions: Sequence[Condition], *, silent: bool) -> None:
        self.now += timedelta(seconds=1)
        new = [condition for condition in conditions if condition.key not in self.raised]
        self.raised |= {condition.key: f"{condition.rule}-{len(self.said)}" for condition in new}
        self.say(*(condition.raised(self.raised[condition.key], self.now, silent=silent) for condition in new))

    @precondition(lambda self: bool(self.raised))
    @rule(pick=ANY, change=st.sampled_from([Change.RETURNED, Change.RETURNED, Change.RETURNED, Change.RETIRED]))
    def end_one(self, pick: int, change: Change) -> None:
        self.now += timedelta(seconds=1)
        condition = [condition for condition in CONDITIONS if condition.key in self.raised][pick % len(self.raised)]
        self.say(condition.change(change, self.raised.pop(condition.key), self.now))

    @rule()
    def everything_returns(self) -> None:
        self.now += timedelta(seconds=1)
        ended = [condition for condition in CONDITIONS if condition.key in self.raised]
        self.say(*(condition.returned(self.raised.pop(condition.key), self.now) for condition in ended))

    @rule()
    def everything_is_worked_off_and_comes_again(self) -> None:
        self.everything_returns()
        self.do_all_the_work()
        self.raise_everything()

    @rule()
    def everything_is_shelved_worked_off_and_comes_again(self) -> None:
        self.acknowledge_everything()
        self.shelve_everything(minutes=300)
        self.everything_is_worked_off_and_comes_again()

    @rule(pick=ANY)
    def learn_late(self, pick: int) -> None:
        condition = CONDITIONS[pick % len(CONDITIONS)]
        self.say(condition.change(Change.RECORDED, f"{condition.rule}-late-{len(self.said)}", self.now, occurred_at=self.now - timedelta(hours=1)))

    @precondition(lambda self: bool(self.said))
    @rule(since=ANY)
    def replay(self, since: int) -> None:
        """The journal is replayed from somewhere: it has all been told."""
        before = self.everything()
        self.now += timedelta(seconds=1)
        with self.records.transaction() as tx:
            respond(tx, self.said[since % len(self.said) :], SITE, self.now)
        assert self.everything() == before

    # People

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY)
    def acknowledge(self, pick: int) -> None:
        with self.attempt() as tx:
            alarm_steps.acknowledge(tx, self.some_alarm(pick).id, by="guard", at=self.now)

    @rule()
    def acknowledge_everything(self) -> None:
        for alarm in self.open_alarms():
            with self.attempt() as tx:
                alarm_steps.acknowledge(tx, alarm.id, by="guard", at=self.now)

    @rule(minutes=st.integers(1, 600))
    def shelve_everything(self, minutes: int) -> None:
        for alarm in self.open_alarms():
            with self.attempt() as tx:
                alarm_steps.shelve(tx, alarm.id, by="fitter", at=self.now, until=self.now + timedelta(minutes=minutes), reason="检修")

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY, minutes=st.integers(1, 600))
    def shelve(self, pick: int, minutes: int) -> None:
        with self.attempt() as tx:
            until = self.now + timedelta(minutes=minutes)
            alarm_steps.shelve(tx, self.some_alarm(pick).id, by="fitter", at=self.now, until=until, reason="检修")

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY)
    def unshelve(self, pick: int) -> None:
        with self.attempt() as tx:
            alarm_steps.unshelve(tx, self.some_alarm(pick).id, site=SITE, by="fitter", at=self.now)

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY)
    def reset(self, pick: int) -> None:
        with self.attempt() as tx:
            alarm_steps.reset(tx, self.some_alarm(pick).id, by="guard", at=self.now, reason="误触", evidence="照片")

    @precondition(lambda self: bool(self.look().orders))
    @rule(pick=ANY, step=st.sampled_from(STEPS), priority=st.none() | st.sampled_from(Priority), department=st.none() | st.sampled_from(Department))
    def take_any_step(self, pick: int, step: OrderEvent, priority: Priority | None, department: Department | None) -> None:
        with self.attempt() as tx:
            take_step(
                tx, self.some_order(pick).id, step, StepDetails(department=department, priority=priority), site=SITE, by="fitter", at=self.now, note="说明"
            )

    @precondition(lambda self: bool(self.look().orders))
    @rule(pick=ANY, way=ANY)
    def move_on(self, pick: int, way: int) -> None:
        """A step that the table allows from where the order is."""
        order = self.some_order(pick)
        steps = open_steps(order.state) or (OrderEvent.NOTED,)
        with self.attempt() as tx:
            take_step(tx, order.id, steps[way % len(steps)], site=SITE, by="fitter", at=self.now, note="说明")

    @rule()
    def do_all_the_work(self) -> None:
        """Accept, finish every task, complete and verify, as far as it goes."""
        for order in [order for order in self.look().orders if order.state in OPEN_STATES]:
            for task in order.tasks:
                with self.attempt() as tx:
                    finish_task(tx, order.id, task.id, by="guard", at=self.now)
            for step in (OrderEvent.STARTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED):
                with self.attempt() as tx:
                    details = StepDetails(override=step is OrderEvent.VERIFIED)
                    take_step(tx, order.id, step, details, site=SITE, by="fitter", at=self.now, note="已试运行")

    @precondition(lambda self: bool(self.look().orders))
    @rule(pick=ANY, step=st.sampled_from(STEPS))
    def take_a_step_and_lose_power(self, pick: int, step: OrderEvent) -> None:
        before = self.everything()
        with suppress(PowerCut), self.attempt() as tx:
            take_step(tx, self.some_order(pick).id, step, site=SITE, by="fitter", at=self.now, note="说明")
            raise PowerCut
        assert self.everything() == before

    # Time

    @rule(minutes=st.integers(1, 300))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        sweep(self.records, SITES, self.now)
        before = self.everything()
        assert sweep(self.records, SITES, self.now) == 0
        assert self.everything() == before

    # What always holds

    @invariant()
    def every_active_alarm_that_is_shown_has_exactly_one_open_order(self) -> None:
        responsible = [alarm_id for order in self.look().orders for alarm_id in order.alarm_ids]
        assert len(responsible) == len(set(responsible))
        of_alarm = {alarm_id: order for order in self.look().orders for alarm_id in order.alarm_ids}
        shown = [alarm for alarm in self.look().alarms if alarm.condition and alarm.hidden_by is None]
        assert [alarm for alarm in shown if alarm.id not in of_alarm or of_alarm[alarm.id].state not in OPEN_STATES] == []
        assert all(alarm.work_order_id == of_alarm[alarm.id].id for alarm in shown)

    @invariant()
    def no_order_has_ended_while_the_condition_of_an_alarm_is_there(self) -> None:
        active = {alarm.id for alarm in self.look().alarms if alarm.condition}
        ended = [order for order in self.look().orders if order.state not in OPEN_STATES]
        assert [order for order in ended if active & set(order.alarm_ids)] == []

    @invariant()
    def what_the_rules_say_is_what_the_records_say(self) -> None:
        open_alarms = {f"{alarm.rule}|{alarm.asset}|": alarm for alarm in self.look().alarms if alarm.ended_at is None}
        assert {key for key in self.raised if not open_alarms[key].condition} == set()
        assert {alarm.latch for key, alarm in open_alarms.items() if alarm.condition and key not in self.raised} <= {Latch.PERSON}
        assert all(open_alarms[key].episode == episode for key, episode in self.raised.items())

    @invariant()
    def no_alarm_whose_condition_is_there_is_normal_and_none_that_ended_is_not(self) -> None:
        assert all((alarm.ended_at is not None) == (alarm.state is AlarmState.NORMAL) for alarm in self.look().alarms)

    @invariant()
    def nobody_is_stuck(self) -> None:
        assert all(open_steps(order.state) for order in self.look().orders if order.state in OPEN_STATES)
        open_groups = [order.group for order in self.look().orders if order.state in OPEN_STATES]
        assert len(open_groups) == len(set(open_groups))

    @invariant()
    def versions_only_grow(self) -> None:
        versions = {item.id: item.version for item in self.look().alarms} | {item.id: item.version for item in self.look().orders}
        assert all(versions[key] >= version for key, version in self.versions.items())
        self.versions = versions

    @invariant()
    def the_event_log_tells_the_same_story(self) -> None:
        with self.records.reading() as tx:
            logged = tx.events.after(self.followed, limit=100_000)
            now = {order.id: order_json(order, tx.orders.timeline(order.id)) for order in self.look().orders}
        now |= {alarm.id: alarm_json(alarm) for alarm in self.look().alarms}
        self.story |= {one.event.subject_id: one.event.body for one in logged if one.event.type is not EventType.SYSTEM}
        self.followed = max([self.followed, *(one.sequence for one in logged)])
        assert self.story == now

    @invariant()
    def nothing_is_told_twice(self) -> None:
        keys = [one.key for one in self.look().told]
        assert len(keys) == len(set(keys))

    # Looking

    def open_alarms(self) -> Sequence[Alarm]:
        return [alarm for alarm in self.look().alarms if alarm.ended_at is None]

    def some_alarm(self, pick: int) -> Alarm:
        found = self.look().alarms
        return found[pick % len(found)]

    def some_order(self, pick: int) -> WorkOrder:
        found = self.look().orders
        return found[pick % len(found)]

    def look(self) -> Seen:
        """What there is; read anew only when the event log has grown, for nothing changes without it."""
        with self.records.reading() as tx:
            newest = tx.events.bounds()[1]
        if self.seen is None or self.seen.newest != newest:
            self.seen = Seen(newest, alarms(self.records), orders(self.records), told(self.records))
        return self.seen

    def everything(self) -> object:
        with self.records.reading() as tx:
            return alarms(self.records), orders(self.records), told(self.records), tx.events.bounds()


def test_whatever_happens_every_active_alarm_has_its_order(sqlite_template: Path, tmp_path: Path) -> None:
    checked = settings(max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(partial(LifeOfASite, sqlite_template, tmp_path), settings=checked)  # type: ignore[arg-type]  # any maker will do
