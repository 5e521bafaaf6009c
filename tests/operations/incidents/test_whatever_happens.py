"""Whatever feeds what, in whatever order causes and consequences come and go: nobody is forgotten, nothing is hidden for good."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from domain.alarm import Alarm, IllegalStep
from domain.contract import alarm_json, incident_json, order_json
from domain.event_log import EventType
from domain.incident import Incident
from domain.problem import Refusal
from domain.records import Transaction
from domain.scope import Scope
from domain.severity import Severity
from domain.site import Site
from domain.transition import Change, Transition
from domain.work_order import OPEN_STATES, OrderEvent, WorkOrder
from operations import alarm_steps, out_of_service
from operations.deadlines import sweep
from operations.response import respond
from operations.workorders.step_details import StepDetails
from operations.workorders.steps import finish_task, take_step
from rules.incidents.explanation import explained_within, over_at, stands
from rules.incidents.suppressing import is_by_cause
from storage.database.records import DatabaseRecords
from tests.operations.incidents.grid import NETWORK, OUTLIVES_S, POWER, condition, grid, incidents
from tests.operations.scenes import FITTER, GUARD, SECURITY, T0, Condition, alarms, hire, orders

ASSETS = ("a", "b", "c", "d")
ANY = st.integers(0, 1000)
SOME = st.lists(ANY, min_size=1, max_size=6)
NEEDS = st.fixed_dictionaries({asset: st.lists(st.sampled_from(ASSETS), max_size=2, unique=True) for asset in ASSETS})
GATEWAYS = st.fixed_dictionaries({asset: st.none() | st.sampled_from(ASSETS) for asset in ASSETS})

LOSS = {"a": Severity.CRITICAL, "b": Severity.CRITICAL, "c": Severity.HIGH, "d": Severity.HIGH}
CONDITIONS: tuple[Condition, ...] = tuple(
    each
    for asset in ASSETS
    for each in (
        condition("lost", asset, causes=POWER, explained_by=(POWER,), severity=LOSS[asset]),
        condition("dark", asset, causes=NETWORK, explained_by=(POWER, NETWORK)),
        condition("stopped", asset, explained_by=(POWER, NETWORK), severity=Severity.MEDIUM, department=SECURITY),
        condition("trapped", asset, explained_by=(POWER,), severity=Severity.CRITICAL),
        condition("wet", asset),
    )
)


@dataclass(frozen=True)
class Seen:
    """Everything in the records when the event log had come to `newest`."""

    newest: int
    alarms: Sequence[Alarm]
    orders: Sequence[WorkOrder]
    incidents: Sequence[Incident]


class LifeOfASupply(RuleBasedStateMachine):
    """Causes and consequences on a supply that hypothesis draws, people, sweeps and replays, all on real records."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.folder = Path(mkdtemp(dir=folder))
        shutil.copy(template, self.folder / "records.db")
        self.records = DatabaseRecords(f"sqlite:///{self.folder / 'records.db'}", clock=lambda: T0)
        self.site: Site = grid({})
        self.now = T0
        self.swept_at = T0
        self.raised: dict[str, str] = {}
        self.designed: set[str] = set()
        self.said: list[Transition] = []
        self.seen: Seen | None = None
        self.followed = 0
        self.story: dict[str, Mapping[str, object]] = {}
        hire(self.records, GUARD, FITTER)

    def teardown(self) -> None:
        self.records.close()
        shutil.rmtree(self.folder)

    @initialize(needs=NEEDS, gateways=GATEWAYS, circles=st.sampled_from([False, False, True]))
    def build(self, needs: Mapping[str, Sequence[str]], gateways: Mapping[str, str | None], *, circles: bool) -> None:
        """Circles make no sense, but a site file may have them."""
        fed_by = {asset: [each for each in those if circles or each < asset] for asset, those in needs.items()}
        behind = {asset: each if each is None or circles or each < asset else None for asset, each in gateways.items()}
        self.site = grid(fed_by, behind)

    @contextmanager
    def attempt(self) -> Iterator[Transaction]:
        """Somebody tries something at the next moment; what is not allowed changes nothing."""
        self.now += timedelta(seconds=1)
        with suppress(IllegalStep, Refusal, KeyError), self.records.transaction() as tx:
            yield tx

    def say(self, *transitions: Transition) -> None:
        with self.records.transaction() as tx:
            respond(tx, transitions, self.site, self.now)
        self.said += transitions

    # The process

    @rule(turn=st.permutations(CONDITIONS), how_many=st.integers(3, len(CONDITIONS)))
    def raise_a_flood(self, turn: Sequence[Condition], how_many: int) -> None:
        self.raise_these(turn[:how_many])

    @rule(turn=st.permutations(CONDITIONS), how_many=st.integers(3, 12))
    def raise_one_after_the_other(self, turn: Sequence[Condition], how_many: int) -> None:
        for each in turn[:how_many]:
            self.raise_these([each])

    @rule(picks=SOME, before_s=st.integers(0, 400))
    def raise_some(self, picks: Sequence[int], before_s: int) -> None:
        self.raise_these(list(dict.fromkeys(CONDITIONS[pick % len(CONDITIONS)] for pick in picks)), before_s)

    def raise_these(self, conditions: Sequence[Condition], before_s: int = 0) -> None:
        self.now += timedelta(seconds=1)
        new = [each for each in conditions if each.key not in self.raised]
        self.raised |= {each.key: f"{each.rule}-{len(self.said)}" for each in new}
        self.say(*(each.raised(self.raised[each.key], self.now, occurred_at=self.now - timedelta(seconds=before_s)) for each in new))

    @precondition(lambda self: bool(self.raised))
    @rule(picks=SOME, change=st.sampled_from([Change.RETURNED, Change.RETURNED, Change.RETURNED, Change.RETIRED]))
    def end_some(self, picks: Sequence[int], change: Change) -> None:
        self.now += timedelta(seconds=1)
        there = [each for each in CONDITIONS if each.key in self.raised]
        ended = list(dict.fromkeys(there[pick % len(there)] for pick in picks))
        self.designed -= {each.key for each in ended}
        self.say(*(each.change(change, self.raised.pop(each.key), self.now) for each in ended))

    @precondition(lambda self: bool(self.raised))
    @rule(picks=SOME)
    def go_and_come_in_one_breath(self, picks: Sequence[int]) -> None:
        self.now += timedelta(seconds=1)
        there = [each for each in CONDITIONS if each.key in self.raised]
        turning = list(dict.fromkeys(there[pick % len(there)] for pick in picks))
        gone = [each.returned(self.raised[each.key], self.now) for each in turning]
        self.designed -= {each.key for each in turning}
        self.raised |= {each.key: f"{each.rule}-{len(self.said)}" for each in turning}
        self.say(*gone, *(each.raised(self.raised[each.key], self.now) for each in turning))

    @precondition(lambda self: bool(self.raised))
    @rule(pick=ANY)
    def change_the_mode(self, pick: int) -> None:
        """The mode in which an alarm means nothing begins or ends."""
        self.now += timedelta(seconds=1)
        there = [each for each in CONDITIONS if each.key in self.raised]
        one = there[pick % len(there)]
        change = Change.UNSUPPRESSED if one.key in self.designed else Change.SUPPRESSED
        self.designed ^= {one.key}
        self.say(one.change(change, self.raised[one.key], self.now))

    @precondition(lambda self: bool(self.said))
    @rule(since=ANY)
    def replay(self, since: int) -> None:
        """The journal is replayed from somewhere: it has all been told."""
        before = self.everything()
        self.now += timedelta(seconds=1)
        with self.records.transaction() as tx:
            respond(tx, self.said[since % len(self.said) :], self.site, self.now)
        assert self.everything() == before

    # People

    @precondition(lambda self: bool(self.said))
    @rule(picks=SOME)
    def acknowledge(self, picks: Sequence[int]) -> None:
        for pick in picks:
            with self.attempt() as tx:
                alarm_steps.acknowledge(tx, self.some_alarm(pick).id, by="guard", at=self.now)

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY, minutes=st.integers(1, 60))
    def shelve(self, pick: int, minutes: int) -> None:
        with self.attempt() as tx:
            until = self.now + timedelta(minutes=minutes)
            alarm_steps.shelve(tx, self.some_alarm(pick).id, by="fitter", at=self.now, until=until, reason="检修")

    @precondition(lambda self: bool(self.said))
    @rule(pick=ANY)
    def unshelve(self, pick: int) -> None:
        with self.attempt() as tx:
            alarm_steps.unshelve(tx, self.some_alarm(pick).id, site=self.site, by="fitter", at=self.now)

    @precondition(lambda self: bool(self.raised))
    @rule(asset=st.sampled_from(ASSETS), minutes=st.integers(1, 60))
    def take_out_of_service(self, asset: str, minutes: int) -> None:
        with self.attempt() as tx:
            until = self.now + timedelta(minutes=minutes)
            out_of_service.take(tx, site=self.site, scope=Scope(assets=(asset,)), reason="检修", until=until, by="fitter", at=self.now)

    @precondition(lambda self: bool(self.raised))
    @rule()
    def put_everything_back(self) -> None:
        with self.attempt() as tx:
            for entry in tx.out_of_service.open_at(self.site.id):
                out_of_service.put_back(tx, entry.id, site=self.site, by="fitter", at=self.now)

    @rule()
    def do_all_the_work(self) -> None:
        for order in [order for order in self.look().orders if order.state in OPEN_STATES]:
            for task in order.tasks:
                with self.attempt() as tx:
                    finish_task(tx, order.id, task.id, by="guard", at=self.now)
            for step in (OrderEvent.STARTED, OrderEvent.COMPLETED, OrderEvent.VERIFIED):
                with self.attempt() as tx:
                    details = StepDetails(override=step is OrderEvent.VERIFIED)
                    take_step(tx, order.id, step, details, site=self.site, by="fitter", at=self.now, note="已试运行")

    # Time

    @rule(seconds=st.sampled_from([30, 299, 301, 599, 601, 1800]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        sweep(self.records, self.sites, self.now)
        self.swept_at = self.now
        before = self.everything()
        again = sweep(self.records, self.sites, self.now)
        # What was shown by one sweeper may be somebody's business for another one in the next sweep; then all is calm.
        assert again == 0 or sweep(self.records, self.sites, self.now) == 0
        assert again > 0 or self.everything() == before

    @rule()
    def everything_is_over_for_long(self) -> None:
        self.now += timedelta(seconds=1)
        ended = [each for each in CONDITIONS if each.key in self.raised]
        self.designed.clear()
        self.say(*(each.returned(self.raised.pop(each.key), self.now) for each in ended))
        for _ in range(2):
            self.time_passes(1800)
        assert [alarm for alarm in self.look().alarms if is_by_cause(alarm.hidden_by) and alarm.ended_at is None] == []
        for alarm in self.look().alarms:
            with self.attempt() as tx:
                alarm_steps.acknowledge(tx, alarm.id, by="guard", at=self.now)
        with self.records.reading() as tx:
            standing = {alarm.incident_id for alarm in tx.alarms.open_at(self.site.id)}
        sweep(self.records, self.sites, self.now)
        assert {incident.id for incident in self.look().incidents if incident.ended_at is None} <= standing

    # What always holds

    @invariant()
    def every_active_alarm_that_is_shown_has_exactly_one_open_order(self) -> None:
        of_alarm = {alarm_id: order for order in self.look().orders for alarm_id in order.alarm_ids}
        assert sum(len(order.alarm_ids) for order in self.look().orders) == len(of_alarm)
        shown = [alarm for alarm in self.look().alarms if alarm.condition and alarm.hidden_by is None]
        assert [alarm for alarm in shown if alarm.id not in of_alarm or of_alarm[alarm.id].state not in OPEN_STATES] == []

    @invariant()
    def nothing_critical_is_hidden_by_a_cause_but_the_same_loss_further_down(self) -> None:
        hidden = [alarm for alarm in self.look().alarms if alarm.severity is Severity.CRITICAL and is_by_cause(alarm.hidden_by)]
        assert [alarm for alarm in hidden if alarm.causes is not POWER] == []

    @invariant()
    def what_a_cause_hides_belongs_to_its_incident_and_somebody_is_called_for_the_cause(self) -> None:
        by_id = {alarm.id: alarm for alarm in self.look().alarms}
        open_ones = {incident.id: incident for incident in self.look().incidents if incident.ended_at is None}
        for alarm in self.hidden_by_cause():
            cause = by_id[open_ones[alarm.incident_id or ""].cause_alarm_id]
            assert alarm.hidden_by is not None
            assert alarm.hidden_by.by == cause.id != alarm.id
            assert cause.work_order_id is not None
            assert not is_by_cause(cause.hidden_by)

    @invariant()
    def nothing_stays_hidden_by_a_cause_that_is_over_for_long(self) -> None:
        by_id = {alarm.id: alarm for alarm in self.look().alarms}
        for alarm in self.hidden_by_cause():
            over = over_at(by_id["" if alarm.hidden_by is None else alarm.hidden_by.by])
            assert over is None or self.swept_at - over < timedelta(seconds=OUTLIVES_S)

    @invariant()
    def what_nothing_explains_any_more_has_a_moment_at_which_it_is_shown(self) -> None:
        for incident in [each for each in self.look().incidents if each.ended_at is None]:
            belonging = [alarm for alarm in self.look().alarms if alarm.incident_id == incident.id]
            cause = next(alarm for alarm in belonging if alarm.id == incident.cause_alarm_id)
            hidden = [alarm for alarm in self.hidden_by_cause() if alarm.incident_id == incident.id and stands(alarm)]
            explained = explained_within(self.site, cause, belonging)
            unexplained = [alarm for alarm in hidden if alarm.id not in explained and alarm.hidden_by is not None and alarm.hidden_by.until is None]
            assert not unexplained or incident.release_at is not None

    @invariant()
    def an_incident_has_one_first_out_and_it_occurred_first(self) -> None:
        for incident in [each for each in self.look().incidents if each.ended_at is None]:
            belonging = [alarm for alarm in self.look().alarms if alarm.incident_id == incident.id]
            assert [alarm.id for alarm in belonging if alarm.first_out] == [incident.first_alarm_id]
            first = next(alarm for alarm in belonging if alarm.first_out)
            assert first.occurred_at == min(alarm.occurred_at for alarm in belonging)

    @invariant()
    def no_order_is_its_own_ancestor(self) -> None:
        parents = {order.id: order.parent_id for order in self.look().orders}
        for order in self.look().orders:
            above, passed = order.parent_id, {order.id}
            while above is not None:
                assert above not in passed
                passed.add(above)
                above = parents[above]

    @invariant()
    def the_event_log_tells_the_same_story(self) -> None:
        with self.records.reading() as tx:
            logged = tx.events.after(self.followed, limit=100_000)
            now = {order.id: order_json(order, tx.orders.timeline(order.id)) for order in self.look().orders}
            now |= {each.id: incident_json(each, [alarm.id for alarm in tx.incidents.alarms(each.id)]) for each in self.look().incidents}
        now |= {alarm.id: alarm_json(alarm) for alarm in self.look().alarms}
        self.story |= {one.event.subject_id: one.event.body for one in logged if one.event.type is not EventType.SYSTEM}
        self.followed = max([self.followed, *(one.sequence for one in logged)])
        assert self.story == now

    # Looking

    @property
    def sites(self) -> Mapping[str, Site]:
        return {self.site.id: self.site}

    def hidden_by_cause(self) -> Sequence[Alarm]:
        return [alarm for alarm in self.look().alarms if is_by_cause(alarm.hidden_by) and alarm.ended_at is None]

    def some_alarm(self, pick: int) -> Alarm:
        found = self.look().alarms
        return found[pick % len(found)]

    def look(self) -> Seen:
        """What there is; read anew only when the event log has grown, for nothing changes without it."""
        with self.records.reading() as tx:
            newest = tx.events.bounds()[1]
        if self.seen is None or self.seen.newest != newest:
            self.seen = Seen(newest, alarms(self.records), orders(self.records), incidents(self.records))
        return self.seen

    def everything(self) -> object:
        with self.records.reading() as tx:
            return alarms(self.records), orders(self.records), incidents(self.records), tx.events.bounds()


@pytest.mark.slow
def test_whatever_happens_on_whatever_supply(sqlite_template: Path, tmp_path: Path) -> None:
    checked = settings(max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(partial(LifeOfASupply, sqlite_template, tmp_path), settings=checked)  # type: ignore[arg-type]  # any maker will do
