"""An engine that changes its rules while it runs, comes back by the rules of its snapshot, and warms its windows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest

from domain.reading import DeviceEvent, Reading
from domain.transition import Change, Transition
from rules.ruleset import RuleSet
from rules.versioned_engine import Events, Points, VersionedEngine
from tests.rules import plant

HOT = "id: test.hot\nwhen: {kind: threshold, point: temp, above: 80, unit: °C}"
WARM = "id: test.hot\nwhen: {kind: threshold, point: temp, above: 50, unit: °C}"
RISING = "id: test.rising\nwhen: {kind: rate_of_change, point: temp, rises: 30, within: 10m, unit: °C}"

VERSIONS = {0: plant.bound(HOT), 1: plant.bound(WARM), 2: plant.bound(WARM, RISING)}


class Memory:
    """What the telemetry store would say, and what it was asked."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = readings
        self.asked: list[tuple[Points, datetime]] = []

    def __call__(self, points: Points, _events: Events, until: datetime) -> Iterable[Reading | DeviceEvent]:
        self.asked.append((points, until))
        return self.readings


def engine(sequence: int, memory: Memory | None = None, rules_at: Callable[[int], RuleSet] = VERSIONS.__getitem__) -> VersionedEngine:
    return VersionedEngine(plant.site(), rules_at, sequence, started_at=plant.START, settle_s=0, history=memory or Memory())


def changes(transitions: Iterable[Transition]) -> list[tuple[str, Change]]:
    return [(transition.rule, transition.change) for transition in transitions]


def test_other_rules_judge_the_last_value_again() -> None:
    judge = engine(0)
    assert judge.reading(plant.reading("b1.temp", 0, 60.0)) == []
    assert changes(judge.use_rules(1, plant.after(1))) == [("test.hot", Change.RAISED)]
    assert judge.rules == 1


def test_the_same_rules_again_change_nothing_and_ask_for_nothing() -> None:
    memory = Memory()
    judge = engine(2, memory)
    assert judge.use_rules(2, plant.after(1)) == []
    assert memory.asked == []


def test_a_snapshot_brings_its_own_rules_back() -> None:
    judge = engine(0)
    judge.use_rules(1, plant.after(0))
    judge.reading(plant.reading("b1.temp", 1, 60.0))
    again = engine(0)
    again.restore(plant.through_json(judge.snapshot()))
    assert again.rules == 1
    assert changes(again.reading(plant.reading("b1.temp", 2, 40.0))) == [("test.hot", Change.RETURNED)]


def test_a_snapshot_that_names_no_rules_is_refused() -> None:
    snapshot = plant.through_json(engine(0).snapshot())
    del snapshot["rules"]
    with pytest.raises(ValueError, match="by which rules"):
        engine(0).restore(snapshot)


def test_a_new_window_begins_with_what_was_before() -> None:
    memory = Memory(plant.reading("b1.temp", -300, 5.0))
    judge = engine(1, memory)
    judge.use_rules(2, plant.after(0))
    points, until = memory.asked[0]
    assert points["mill.b1.temp"] >= timedelta(minutes=10)
    assert until == plant.after(0)
    assert changes(judge.reading(plant.reading("b1.temp", 1, 40.0))) == [("test.rising", Change.RAISED)]


def test_without_a_snapshot_the_windows_begin_with_what_was_before() -> None:
    judge = engine(2, Memory(plant.reading("b1.temp", -300, 5.0)))
    judge.adopt({}, plant.after(0))
    assert changes(judge.reading(plant.reading("b1.temp", 1, 40.0))) == [("test.rising", Change.RAISED)]


def test_a_window_that_a_snapshot_knows_is_not_asked_for_again() -> None:
    judge = engine(2)
    judge.adopt({}, plant.after(0))
    judge.reading(plant.reading("b1.temp", 1, 5.0))
    memory = Memory()
    again = engine(2, memory)
    again.restore(plant.through_json(judge.snapshot()))
    assert memory.asked == []
    assert changes(again.reading(plant.reading("b1.temp", 60, 40.0))) == [("test.rising", Change.RAISED)]


def test_a_snapshot_of_other_rules_that_is_refused_leaves_rules_and_state_as_they_were() -> None:
    damaged = plant.through_json(engine(1).snapshot())
    del damaged["conditions"]
    judge = engine(0)
    judge.reading(plant.reading("b1.temp", 1, 90.0))
    before = judge.snapshot()
    with pytest.raises(ValueError, match="damaged"):
        judge.restore(damaged)
    assert (judge.rules, judge.snapshot()) == (0, before)
    assert changes(judge.reading(plant.reading("b1.temp", 2, 70.0))) == [("test.hot", Change.RETURNED)]
