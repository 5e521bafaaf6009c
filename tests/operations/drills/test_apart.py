"""Whatever is interleaved of a drill and what is real: the live outcome is as if there had been no drill.

Two installations live through the same real events, one of them with a drill beside them. What is live has to be the same
to the last column: alarms, orders, runs, figures, events, messages, lists. And nothing of the drill says that it is real.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.alarm import IllegalStep
from domain.call_out import CallOutFilter
from domain.drill import Drill, DrillFilter, DrillState
from domain.identity import LIVE
from domain.incident import Incident
from domain.outbox import NotificationKind
from domain.plan_run import UNDER_WAY, PlanRun, RunFilter
from domain.problem import Refusal
from domain.records import AlarmFilter, Conflict, OrderFilter, Records, Transaction
from domain.suppression import CauseKind
from domain.time import utc_now
from domain.transition import Transition
from domain.whistle import WhistleFilter
from domain.work_order import OPEN_STATES, OrderEvent
from notify.channels.message import Message
from operations import deadlines
from operations.drills import ending, planning, running
from operations.figures import alarm_figures
from operations.fire_verification import false_alarms_by_asset
from operations.outside_messages import outside_messages
from operations.plans.steps import done, take_command
from operations.response import respond
from rules.alarms import steps as alarm_steps
from storage.database.records import DatabaseRecords
from tests.operations.drills.stage import MANAGER, NEW, SCENARIOS
from tests.operations.escalation.scenes import CREW, Night, reach
from tests.operations.scenes import DOOR, ENTRAPMENT, INTRUSION, LEVEL, SITE, SITES, T0, Condition, hire, work

LOUD_CAUSE = replace(LEVEL, rule="tank.power", causes=CauseKind.POWER)
EXPLAINED = replace(DOOR, rule="lift.power", explained_by=(CauseKind.POWER,))
CONDITIONS: Sequence[tuple[Condition, str | None]] = (
    (ENTRAPMENT, "lift-entrapment"),
    (DOOR, None),
    (LEVEL, "flooding"),
    (INTRUSION, "intrusion"),
    (LOUD_CAUSE, None),
    (EXPLAINED, None),
    (replace(ENTRAPMENT, rule="fire.smoke", latch=None), "fire"),
)
PAUSE = timedelta(seconds=95)
"""Between two events. Longer than what messages to one person are counted over."""


@dataclass
class World:
    """An installation, its worker, and what holds in each realm."""

    records: Records
    night: Night
    drill: Drill | None = None
    episodes: dict[tuple[str, int], str] = field(default_factory=dict)
    number: dict[str, int] = field(default_factory=dict)

    @property
    def realm(self) -> str | None:
        """That of the drill that is under way."""
        if self.drill is None:
            return None
        with self.records.reading() as tx:
            known = tx.drills.get(self.drill.id)
        return self.drill.id if known is not None and known.state is DrillState.RUNNING else None

    def said(self, realm: str, index: int, *, silent: bool = False, suppressed: bool = False) -> None:
        """A condition comes, or goes if it is there."""
        condition, plan = CONDITIONS[index]
        now, key = self.night.now, (realm, index)
        if key in self.episodes:
            said = condition.returned(self.episodes.pop(key), now)
        else:
            self.number[realm] = self.number.get(realm, 0) + 1
            self.episodes[key] = f"{'live' if realm == LIVE else 'drill'}|{index}|{self.number[realm]}"
            said = condition.raised(self.episodes[key], now, silent=silent, suppressed=suppressed)
        self.commit(replace(said, realm=realm, plan=plan, verify=plan == "fire"))

    def commit(self, said: Transition) -> None:
        with self.records.transaction() as tx:
            respond(tx, [said], SITE, self.night.now)

    def attempt(self, step: Callable[[Transaction], object]) -> None:
        """Somebody does it, if it can be done now."""
        with suppress(Refusal, IllegalStep, Conflict, KeyError), self.records.transaction() as tx:
            step(tx)

    def acknowledge(self, realm: str, index: int) -> None:
        with self.records.reading() as tx:
            found = sorted(tx.alarms.list(AlarmFilter(realm=realm)).items, key=lambda each: (each.raised_at, each.episode))
        if found:
            self.attempt(lambda tx: alarm_steps.acknowledge(tx, found[index % len(found)].id, by="wang", at=self.night.now))

    def accept(self, realm: str, index: int) -> None:
        with self.records.reading() as tx:
            found = sorted(tx.orders.list(OrderFilter(realm=realm, states=OPEN_STATES)).items, key=lambda each: each.number)
        if found:
            with suppress(Refusal, IllegalStep, Conflict):
                work(self.records, found[index % len(found)].id, OrderEvent.ACCEPTED, by="li", at=self.night.now)

    def plan_step(self, realm: str, index: int) -> None:
        with self.records.reading() as tx:
            runs = sorted(tx.plan_runs.under_way("riverside", realm), key=lambda each: each.number)
        if runs:
            run = runs[index % len(runs)]
            self.attempt(lambda tx: take_command(tx, run.id, to="sun", by="sun", at=self.night.now))
            self.attempt(lambda tx: done(tx, run.id, run.steps[index % len(run.steps)].key, site=SITE, by="sun", at=self.night.now))

    def pass_time(self) -> None:
        self.night.now += PAUSE
        deadlines.sweep(self.records, SITES, self.night.now)
        self.night.step()

    def begin(self, *, outside: bool, named: bool) -> None:
        if self.realm is not None:
            return
        new = replace(NEW, begins_at=self.night.now, outside=outside, people=("zhao", "li") if named else (), announced=named)

        def play(tx: Transaction) -> None:
            drill = planning.plan(tx, new, site=SITE, by=MANAGER, at=self.night.now, scenarios=SCENARIOS)
            self.drill = running.start(tx, drill.id, site=SITE, by=MANAGER, at=self.night.now)

        before = self.drill
        self.attempt(play)
        if self.realm is None:
            self.drill = before
        self.episodes = {key: episode for key, episode in self.episodes.items() if key[0] == LIVE}

    def stop(self, *, finish: bool) -> None:
        drill = self.drill
        if drill is not None and self.realm is not None:
            if finish:
                self.attempt(lambda tx: ending.finish(tx, drill.id, site=SITE, by=MANAGER, at=self.night.now))
            else:
                self.attempt(lambda tx: ending.stop(tx, drill.id, site=SITE, by=MANAGER, at=self.night.now, reason="够了"))
        self.episodes = {key: episode for key, episode in self.episodes.items() if key[0] == LIVE}


Deed = Callable[[World], None]


@dataclass(frozen=True)
class Happening:
    """Something that happens; `live` in both installations, else only where there is a drill."""

    name: str
    live: bool
    do: Deed

    def __repr__(self) -> str:
        return self.name


def in_realm(live: bool, act: Callable[[World, str], None]) -> Deed:  # noqa: FBT001  which of two realms
    def do(world: World) -> None:
        realm = LIVE if live else world.realm
        if realm is not None:
            act(world, realm)

    return do


def happening(kind: str, live: bool, index: int, first: bool, second: bool) -> Happening:  # noqa: FBT001  drawn
    where = "live" if live else "drill"
    acts: Mapping[str, Callable[[World, str], None]] = {
        "condition": lambda world, realm: world.said(realm, index, silent=first and not second, suppressed=first and second),
        "acknowledge": lambda world, realm: world.acknowledge(realm, index),
        "accept": lambda world, realm: world.accept(realm, index),
        "plan step": lambda world, realm: world.plan_step(realm, index),
    }
    if kind == "time":
        return Happening("time", True, World.pass_time)
    if kind == "begin":
        return Happening("begin", False, lambda world: world.begin(outside=first, named=second))
    if kind == "end":
        return Happening("end", False, lambda world: world.stop(finish=first))
    return Happening(f"{where} {kind} {index}{' a' * first}{' b' * second}", live, in_realm(live, acts[kind]))


KINDS = ("condition", "condition", "condition", "acknowledge", "accept", "plan step", "time", "time", "begin", "end")
STORIES = st.lists(
    st.builds(happening, st.sampled_from(KINDS), st.booleans(), st.integers(0, len(CONDITIONS) - 1), st.booleans(), st.booleans()), min_size=4, max_size=16
)

_OWN = frozenset({"id", "incident_id", "cause_alarm_id", "whistle_id", "order_id", "run_id"})
"""Ids that are drawn by chance, and what names them."""


def plain(thing: object) -> object:
    """A record without what is drawn by chance."""
    if isinstance(thing, Mapping):
        return {key: plain(value) for key, value in thing.items() if key not in _OWN}
    if isinstance(thing, list | tuple | set | frozenset):
        return [plain(each) for each in thing]
    return thing


def live_records(tx: Transaction) -> Mapping[str, object]:
    """Everything live that can be asked of the records, without a word about realms: as lists and figures ask."""
    alarms = sorted(tx.alarms.list(AlarmFilter(), limit=1000).items, key=lambda each: (each.raised_at, each.episode))
    orders = sorted(tx.orders.list(OrderFilter(), limit=1000).items, key=lambda each: each.number)
    runs: Sequence[PlanRun] = sorted(tx.plan_runs.list(RunFilter(), limit=1000).items, key=lambda each: each.number)
    incidents: Sequence[Incident] = sorted(tx.incidents.list(("*",), limit=1000).items, key=lambda each: (each.opened_at, each.title.en))
    calls = [each for each in tx.call_outs.list(CallOutFilter(), limit=1000).items if each.kind is not NotificationKind.DRILL]
    return {
        "alarms": [plain(asdict(each)) for each in alarms],
        "histories": [[plain(asdict(line)) for line in tx.alarms.history(each.id)] for each in alarms],
        "alarm counts": sorted((key[0], key[1], number) for key, number in tx.alarms.counts(AlarmFilter()).items()),
        "open": sorted(each.episode for each in tx.alarms.open_at("riverside")),
        "orders": [plain(asdict(each)) for each in orders],
        "timelines": [[(line.at, line.event, line.state, line.actor, line.note) for line in tx.orders.timeline(each.id)] for each in orders],
        "order counts": dict(tx.orders.counts(OrderFilter())),
        "runs": [(each.number, each.state, each.plan.key, [plain(asdict(step)) for step in each.steps], each.commander, each.outcome) for each in runs],
        "run logs": [[(line.at, line.event, line.actor, line.step, line.note) for line in tx.plan_runs.log(each.id)] for each in runs],
        "runs under way": [each.number for each in runs if each.state in UNDER_WAY],
        "incidents": [(each.title, each.severity, each.opened_at, each.ended_at, each.release_at) for each in incidents],
        "whistles": [(each.number, each.state, each.matter) for each in tx.whistles.list(WhistleFilter(), limit=1000).items],
        "calls": sorted((each.created_at, each.kind, each.title.en, each.department, each.state, each.people, each.step) for each in calls),
        "verifications": len([each for each in tx.verifications.waiting_at("riverside") if _realm_of(tx, each.alarm_id) == LIVE]),
        "false alarms": dict(false_alarms_by_asset(tx, SITE, T0 - timedelta(days=1))),
        "repeat faults": tx.work_done.repeats(("riverside",), since=T0 - timedelta(days=1), limit=100),
        "outside messages": outside_messages(tx, "riverside", T0 + timedelta(days=2)),
        "figures": [alarm_figures(tx, SITE, (T0 + timedelta(hours=8, days=day)).date(), now=T0 + timedelta(days=3)) for day in (0, 1)],
        "told": sorted(
            (each.created_at, each.key.split("|")[0], each.kind, each.department, each.title.en, each.state)
            for each in tx.outbox.list(limit=1000)
            if each.realm == LIVE and each.kind is not NotificationKind.DRILL
        ),
        "events": sorted(
            (each.event.at, each.event.type, each.event.transition, each.event.asset or "", each.event.actor)
            for each in tx.events.after(0, limit=10_000)
            if each.event.realm == LIVE and each.event.transition != "drill" and each.event.body.get("kind") != "drill"
        ),
    }


def _realm_of(tx: Transaction, alarm_id: str) -> str | None:
    alarm = tx.alarms.get(alarm_id)
    return None if alarm is None else alarm.realm


def live_messages(world: World) -> list[tuple[object, ...]]:
    """What left the house and does not say that it is a drill, without the word that a real alarm broke one off.

    Which of several things that happened at one moment a message names first is chance, so only what it names counts.
    """
    return sorted(
        (at, name, address.get("of", ""), message.severity.value, message.urgent, sorted({*message.body.zh.split("；"), *_title(message)}))
        for name, line in world.night.lines.items()
        for at, message, address in line.heard
        if not message.drill and message.tag.get("kind") != NotificationKind.DRILL.value
    )


def _title(message: Message) -> tuple[str, ...]:
    return (message.title.zh,)


def world_of(url: str, opened: ExitStack) -> World:
    records = DatabaseRecords(url, clock=utc_now)
    opened.callback(records.close)
    hire(records, *CREW)
    for person in CREW:
        reach(records, person, "wecom", "voice", "sms")
    night = Night(records, "wecom", "voice", "sms", groups=("wecom-robot", "webhook"))
    for line in night.lines.values():
        line.takes_drills = True
    night.deliveries = night.worker()
    return World(records, night)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("apart")


@pytest.mark.timeout(900)
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(story=STORIES)
def test_the_live_outcome_is_as_if_there_were_no_drill(sqlite_template: Path, folder: Path, story: Sequence[Happening]) -> None:
    with ExitStack() as opened:
        worlds = []
        for name in ("without", "with"):
            shutil.copy(sqlite_template, folder / f"{name}.db")
            worlds.append(world_of(f"sqlite:///{folder / f'{name}.db'}", opened))
        without, beside = worlds
        for each in (happening("begin", False, 0, False, False), *story, happening("time", True, 0, False, False)):
            each.do(beside)
            if each.live:
                each.do(without)
        with without.records.reading() as plain_tx, beside.records.reading() as tx:
            expected, found = live_records(plain_tx), live_records(tx)
            assert {name: found[name] for name in expected} == expected
            said = tx.events.after(0, limit=10_000)
        assert live_messages(beside) == live_messages(without)
        _nothing_of_a_drill_looks_real(beside)
        _nothing_comes_after_its_end(beside, [(each.event.realm, each.event.at, each.event.transition) for each in said])


def _nothing_of_a_drill_looks_real(world: World) -> None:
    for name, line in world.night.lines.items():
        for _, message, address in line.heard:
            marked = message.title.zh.startswith("【演练】") and message.spoken.zh.startswith("【演练】") and message.title.en.startswith("[DRILL]")
            assert marked is message.drill
            if message.drill and world.drill is not None and world.drill.people:
                assert address.get("of", "") in {*world.drill.people, MANAGER, ""}
            assert not message.drill or name in ("wecom", "voice", "sms") or _any_goes_outside(world)


def _any_goes_outside(world: World) -> bool:
    with world.records.reading() as tx:
        return any(each.outside for each in tx.drills.list(DrillFilter()).items)


def _nothing_comes_after_its_end(world: World, said: Sequence[tuple[str, datetime, str]]) -> None:
    """Once a drill is over nothing stands of it, and all that may still be told of it is that it is over."""
    if world.drill is None or world.realm is not None:
        return
    with world.records.reading() as tx:
        realm = world.drill.id
        assert tx.alarms.open_at("riverside", realm) == []
        assert tx.orders.list(OrderFilter(realm=realm, states=OPEN_STATES)).items == ()
        assert list(tx.plan_runs.under_way("riverside", realm)) == []
        assert tx.incidents.open_at("riverside", realm) == []
        known = tx.drills.get(realm)
        assert known is not None
        assert known.ended_at is not None
        ended_at = known.ended_at
    late = [each for each in said if each[0] == realm and each[1] > ended_at]
    assert [each for each in late if each[2] not in ("notification", "call-out")] == []
