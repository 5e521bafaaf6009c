"""Several people take whatever steps they like on several orders, alarms come and go, the process dies: nothing is lost or stuck.

What a house has besides (whistles, phones that were offline, photos) is added by `test_whatever_people_do.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.alarm import IllegalStep
from domain.people import PERMISSIONS, Department, Person, Role
from domain.problem import Refusal
from domain.records import Conflict, Transaction
from domain.severity import Priority
from domain.suppression import CauseKind
from domain.text import Text
from domain.transition import Change, OrderTemplate, Transition
from domain.work_order import (
    OPEN_STATES,
    STEP_PERMISSION,
    TRANSITIONS,
    Evidence,
    HoldReason,
    OrderEvent,
    OrderKind,
    OrderState,
    Outcome,
    TimelineEntry,
    WorkOrder,
    next_state,
    open_steps,
)
from operations import alarm_steps
from operations.deadlines import sweep
from operations.phones.late_steps import LateRefused
from operations.response import respond
from operations.workorders.effects import needs_owner
from operations.workorders.opening import open_request
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import take_step
from operations.workorders.tasks import accept_task, add_task, finish_task
from storage.database.records import DatabaseRecords
from tests.operations.scenes import BRAKE, DOOR, ENGINEERING, ENTRAPMENT, FITTER, GUARD, INTRUSION, LEVEL, MINUTE, SECURITY, SITE, T0, Condition, hire

_E = OrderEvent
ANY = st.integers(0, 1000)
PEOPLE = ("fitter", "guard", "dispatcher", "manager")
OTHERS = (
    Person("p-dispatcher", "dispatcher", "调度", Role.DISPATCHER, None, ("*",)),
    Person("p-manager", "manager", "经理", Role.MANAGER, Department.MANAGEMENT, ("*",)),
)

FEEDER = replace(SITE.assets["tank-1"], id="feeder-1", name=Text("1号馈线", "Feeder 1"), devices=("feeder-1",))
HOUSE = replace(
    SITE, assets={FEEDER.id: FEEDER, **{each.id: replace(each, fed_by=(FEEDER.id,), attributes={"tag": f"T-{each.id}"}) for each in SITE.assets.values()}}
)
"""The feeder feeds the lift and the tank, at each of which a tag hangs."""

_POWER = (CauseKind.POWER,)
CONDITIONS: tuple[Condition, ...] = (
    Condition("feeder.trip", FEEDER.id, LEVEL.severity, ENGINEERING, Text("跳闸", "Tripped"), causes=CauseKind.POWER),
    Condition("lift.stopped", "lift-1", DOOR.severity, ENGINEERING, Text("停梯", "Stopped"), explained_by=_POWER),
    Condition(
        "tank.pump",
        "tank-1",
        LEVEL.severity,
        SECURITY,
        Text("停泵", "Pump stopped"),
        explained_by=_POWER,
        order=OrderTemplate(OrderKind.REPAIR, evidence=(Evidence.TAG,)),
    ),
    DOOR,
    BRAKE,
    ENTRAPMENT,
    INTRUSION,
    Condition("tank.photo", "tank-1", LEVEL.severity, SECURITY, Text("井盖", "Lid"), order=OrderTemplate(OrderKind.SECURITY, evidence=(Evidence.PHOTO,))),
    LEVEL,
)

STEPS = [step for step in STEP_PERMISSION if step not in {_E.MERGED, _E.TASK_ADDED, _E.TASK_ACCEPTED, _E.TASK_DONE, _E.ATTACHED, _E.RECORDED}]


class PowerCut(Exception):
    """The process dies here; nothing of its transaction is kept."""


class Dying:
    """A transaction, or a part of one, whose process dies at some later call of it."""

    def __init__(self, inner: object, calls: list[int]) -> None:
        self._inner = inner
        self._calls = calls

    def __getattr__(self, name: str) -> object:
        found = getattr(self._inner, name)
        return partial(self._call, found) if callable(found) else Dying(found, self._calls)

    def _call(self, act: Callable[..., object], *args: object, **named: object) -> object:
        self._calls[0] -= 1
        if self._calls[0] <= 0:
            raise PowerCut
        return act(*args, **named)


class LifeOfOrders(RuleBasedStateMachine):
    """`opened` gives the records as a process that has just started finds them."""

    def __init__(self, opened: Callable[[], tuple[Callable[[], DatabaseRecords], Callable[[], None]]]) -> None:
        super().__init__()
        self.start, self.over = opened()
        self.records = self.start()
        self.now = T0
        self.raised: dict[str, str] = {}
        self.told = 0
        self.ever: set[str] = set()
        hire(self.records, GUARD, FITTER, *OTHERS)

    def teardown(self) -> None:
        self.everything_can_be_brought_to_its_end()
        self.records.close()
        self.over()

    @contextmanager
    def attempt(self, dies_at: int = 0) -> Iterator[Transaction]:
        """Somebody tries something at the next moment; what is not allowed, and what the power cut, changes nothing.

        `dies_at`: at which call of the transaction the process dies; 0: it lives. Whoever comes after is a new process.
        """
        self.now += timedelta(seconds=1)
        try:
            with suppress(IllegalStep, Refusal, KeyError, Conflict, LateRefused), self.records.transaction() as tx:
                yield tx if dies_at == 0 else cast("Transaction", Dying(tx, [dies_at]))
                _die(dies_at)
        except PowerCut:
            self.records.close()
            self.records = self.start()

    def orders(self) -> Sequence[WorkOrder]:
        with self.records.reading() as tx:
            return [order for order_id in sorted(self.ever) if (order := tx.orders.get(order_id)) is not None]

    def some_order(self, pick: int) -> WorkOrder:
        open_ones = [order for order in self.orders() if order.state in OPEN_STATES] or self.orders()
        return open_ones[pick % len(open_ones)]

    def say(self, *transitions: Transition, dies_at: int = 0) -> None:
        """What ingest does: a transaction that the power cut is made again from the journal."""
        with self.attempt(dies_at) as tx:
            respond(tx, transitions, HOUSE, self.now)
        if dies_at:
            with self.records.transaction() as again:
                respond(again, transitions, HOUSE, self.now)
        self.look_for_new_ones()

    def look_for_new_ones(self) -> None:
        with self.records.reading() as tx:
            self.ever |= {each.event.subject_id for each in tx.events.after(self.told, limit=100_000) if each.event.transition == _E.OPENED.value}
            self.told = tx.events.bounds()[1]

    # The process

    @rule(pick=ANY, dies_at=st.sampled_from([0, 0, 0, 5, 20]))
    def an_alarm_comes(self, pick: int, dies_at: int) -> None:
        condition = CONDITIONS[pick % len(CONDITIONS)]
        if condition.key not in self.raised:
            self.raised[condition.key] = f"{condition.rule}-{self.told}-{self.now.timestamp()}"
            self.say(condition.raised(self.raised[condition.key], self.now), dies_at=dies_at)

    @precondition(lambda self: bool(self.raised))
    @rule(pick=ANY, change=st.sampled_from([Change.RETURNED] * 4 + [Change.RETIRED]), dies_at=st.sampled_from([0, 0, 0, 5, 20]))
    def an_alarm_goes(self, pick: int, change: Change, dies_at: int) -> None:
        there = [each for each in CONDITIONS if each.key in self.raised]
        condition = there[pick % len(there)]
        self.say(condition.change(change, self.raised.pop(condition.key), self.now), dies_at=dies_at)

    @rule(turn=st.permutations(range(3)), apart_s=st.integers(0, 100), dies_at=st.sampled_from([0, 0, 0, 20, 40]))
    def the_power_fails(self, turn: Sequence[int], apart_s: int, dies_at: int) -> None:
        """What stands still says so before the feeder does or after it: then it has an order that becomes a child, or none."""
        for condition in (CONDITIONS[place] for place in turn):
            self.now += timedelta(seconds=apart_s)
            if condition.key not in self.raised:
                self.raised[condition.key] = f"{condition.rule}-{self.told}-{self.now.timestamp()}"
                self.say(condition.raised(self.raised[condition.key], self.now), dies_at=dies_at)

    # People

    @rule(dies_at=st.sampled_from([0, 0, 3]), department=st.sampled_from([ENGINEERING, SECURITY]))
    def somebody_asks(self, dies_at: int, department: Department) -> None:
        with self.attempt(dies_at) as tx:
            title = Text("灯不亮", "Light out")
            open_request(tx, site=HOUSE, asset=None, kind=OrderKind.REPAIR, title=title, department=department, priority=Priority.P3, by="manager", at=self.now)
        self.look_for_new_ones()

    @precondition(lambda self: bool(self.ever))
    @rule(
        pick=ANY,
        step=st.sampled_from(STEPS),
        by=st.sampled_from(PEOPLE),
        words=ANY,
        dies_at=st.sampled_from([0, 0, 0, 0, 2, 4, 6, 9, 1000]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def take_some_step(self, pick: int, step: OrderEvent, by: str, words: int, dies_at: int, *, stale: bool) -> None:
        self.take(self.some_order(pick), step, by, words, dies_at, stale=stale)

    @precondition(lambda self: bool(self.ever))
    @rule(pick=ANY, which=ANY, by=st.sampled_from(PEOPLE), words=ANY, dies_at=st.sampled_from([0, 0, 0, 0, 4, 9]))
    def take_a_step_that_moves_it(self, pick: int, which: int, by: str, words: int, dies_at: int) -> None:
        order = self.some_order(pick)
        steps = [step for step in open_steps(order.state) if step in STEPS and TRANSITIONS[(order.state, step)] not in {order.state, OrderState.CANCELLED}]
        if steps:
            self.take(order, steps[which % len(steps)], by, words, dies_at)

    def take(self, order: WorkOrder, step: OrderEvent, by: str, words: int, dies_at: int, *, stale: bool = False) -> None:
        details = {
            _E.DISPATCHED: StepDetails(assignee=("fitter", "guard", None)[words % 3]),
            _E.TRANSFERRED: StepDetails(department=(ENGINEERING, SECURITY)[words % 2]),
            _E.OWNED: StepDetails(assignee=("fitter", "guard")[words % 2], department=(ENGINEERING, SECURITY)[words % 2]),
            _E.HELD: StepDetails(hold_reason=list(HoldReason)[words % len(HoldReason)]),
            _E.COMPLETED: StepDetails(outcome=(None, *Outcome)[words % 4]),
            _E.VERIFIED: StepDetails(override=words % 2 == 0),
            _E.PROMISED: StepDetails(until=self.now + (words % 90 + 1) * MINUTE),
        }.get(step, StepDetails())
        with self.attempt(dies_at) as tx:
            version = order.version - 1 if stale else order.version
            take_step(tx, order.id, step, details, site=HOUSE, by=by, at=self.now, note="说明", version=version)

    @precondition(lambda self: bool(self.ever))
    @rule(pick=ANY, by=st.sampled_from(["fitter", "guard"]))
    def two_taps(self, pick: int, by: str) -> None:
        order = self.some_order(pick)
        for step in (_E.DISPATCHED, _E.ACCEPTED, _E.COMPLETED):
            with self.attempt() as tx:
                take_step(tx, order.id, step, site=HOUSE, by=by, at=self.now)

    @precondition(lambda self: len(self.ever) > 1)
    @rule(pick=ANY, other=ANY, dies_at=st.sampled_from([0, 0, 3, 6, 9]))
    def merge_two(self, pick: int, other: int, dies_at: int) -> None:
        order, into = self.some_order(pick), self.some_order(other)
        with self.attempt(dies_at) as tx:
            take_step(tx, order.id, _E.MERGED, StepDetails(into=into.id), site=HOUSE, by="dispatcher", at=self.now)

    @precondition(lambda self: any(order.alarm_ids for order in self.orders()))
    @rule(pick=ANY, dies_at=st.sampled_from([0, 0, 3]))
    def reset_a_latched_alarm(self, pick: int, dies_at: int) -> None:
        ids = [alarm_id for order in self.orders() for alarm_id in order.alarm_ids]
        with self.attempt(dies_at) as tx:
            alarm_steps.reset(tx, ids[pick % len(ids)], by="guard", at=self.now, reason="已查看", evidence="照片")

    @precondition(lambda self: bool(self.ever))
    @rule(pick=ANY, what=st.sampled_from(["ask", "accept", "finish", "finish"]), dies_at=st.sampled_from([0, 0, 3]))
    def assist(self, pick: int, what: str, dies_at: int) -> None:
        order = self.some_order(pick)
        task = next((task.id for task in order.tasks if task.done_at is None), "none")
        with self.attempt(dies_at) as tx:
            if what == "ask":
                due = self.now + (pick % 30 + 1) * MINUTE
                add_task(
                    tx, order.id, department=(ENGINEERING, SECURITY)[pick % 2], title=Text("协助", "Help"), site=HOUSE, by="fitter", at=self.now, due_by=due
                )
            else:
                {"accept": accept_task, "finish": finish_task}[what](tx, order.id, task, by="guard", at=self.now)

    # Time

    @rule(minutes=st.sampled_from([1, 11, 31, 121, 1500]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE
        for _ in range(10):
            made = sweep(self.records, {HOUSE.id: HOUSE}, self.now)
            if not made:
                break
        assert made == 0, "there is always something to decide at the same moment"
        self.look_for_new_ones()

    # What always holds

    @invariant()
    def no_order_is_lost(self) -> None:
        assert {order.id for order in self.orders()} == self.ever

    @invariant()
    def every_active_alarm_has_exactly_one_open_order(self) -> None:
        orders = self.orders()
        linked = [alarm_id for order in orders for alarm_id in order.alarm_ids]
        assert len(linked) == len(set(linked))
        of_alarm = {alarm_id: order for order in orders for alarm_id in order.alarm_ids}
        with self.records.reading() as tx:
            active = [alarm for alarm in tx.alarms.open_at(HOUSE.id) if alarm.condition and alarm.hidden_by is None]
        assert [alarm for alarm in active if alarm.id not in of_alarm or of_alarm[alarm.id].state not in OPEN_STATES] == []

    @invariant()
    def every_order_is_where_its_timeline_says(self) -> None:
        with self.records.reading() as tx:
            for order in self.orders():
                lines = tx.orders.timeline(order.id)
                assert _told_state(lines) is order.state
                assert len(lines) == order.version  # a conflict tells by this what came after the version that was read

    @invariant()
    def whatever_is_open_has_a_next_step_for_somebody(self) -> None:
        for order in self.orders():
            if order.state in OPEN_STATES:
                assert _moves(order), order
            else:
                assert not [each for each in order.agenda if each.what != "look-back"]

    @invariant()
    def children_have_a_parent_that_is_there_and_nobody_is_his_own(self) -> None:
        by_id = {order.id: order for order in self.orders()}
        for order in by_id.values():
            passed, at = {order.id}, order
            while at.parent_id is not None:
                assert at.parent_id not in passed
                passed.add(at.parent_id)
                at = by_id[at.parent_id]

    @invariant()
    def what_is_merged_is_over_and_leads_to_an_order(self) -> None:
        by_id = {order.id: order for order in self.orders()}
        for order in by_id.values():
            passed, at = {order.id}, order
            while at.merged_into is not None:
                assert at.state is OrderState.CANCELLED
                assert at.merged_into not in passed
                passed.add(at.merged_into)
                at = by_id[at.merged_into]

    def everything_can_be_brought_to_its_end(self) -> None:
        """Nothing is stuck: whatever has happened, people can finish every order with the steps that they have."""
        self.say(*(each.returned(self.raised.pop(each.key), self.now) for each in CONDITIONS if each.key in self.raised))
        for order in self.orders():
            for alarm_id in order.alarm_ids:
                with self.attempt() as tx:
                    alarm_steps.reset(tx, alarm_id, by="guard", at=self.now, reason="已查看", evidence="照片")
            for task in order.tasks:
                with self.attempt() as tx:
                    finish_task(tx, order.id, task.id, by="guard", at=self.now)
        for order in self.orders():
            for step, details in (
                (_E.OWNED, StepDetails(assignee="fitter", department=ENGINEERING)),
                (_E.DISPATCHED, StepDetails()),
                (_E.RESUMED, StepDetails()),
                (_E.STARTED, StepDetails()),
                (_E.COMPLETED, StepDetails()),
                (_E.VERIFIED, StepDetails(override=True)),
                (_E.CLOSED, StepDetails()),
            ):
                with self.attempt() as tx:
                    take_step(tx, order.id, step, details, site=HOUSE, by="manager", at=self.now, note="收尾")
        assert [order for order in self.orders() if order.state in OPEN_STATES] == []


def _die(dies_at: int) -> None:
    """At the latest before the commit."""
    if dies_at:
        raise PowerCut


def _told_state(lines: Sequence[TimelineEntry]) -> OrderState:
    """The state that follows from the lines, each of which must be allowed from the one before.

    Words that a phone tells later are kept in whatever state, and change none.
    """
    state = lines[0].state
    for line in lines[1:]:
        if (line.event, line.state) == (_E.NOTED, state):
            continue
        assert line.state in {next_state(state, line.event, from_alarm=from_alarm) for from_alarm in (True, False)}
        state = line.state
    return state


def _moves(order: WorkOrder) -> Sequence[OrderEvent]:
    """The steps that some role may take and that bring the order further, not just to its abandonment."""
    steps = [step for step in open_steps(order.state) if any(STEP_PERMISSION[step] in granted for granted in PERMISSIONS.values())]
    moving = [step for step in steps if TRANSITIONS[(order.state, step)] not in {order.state, OrderState.CANCELLED}]
    return [step for step in steps if step is _E.OWNED] if needs_owner(order) and order.state is OrderState.TRIAGED else moving
