"""An orderly world against the same one in which nothing goes wrong: the alarms must be the same, but for what nobody could hear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from domain.transition import Change, Transition
from tests.simulation.records import MemoryRecords
from tests.simulation.world import Plan, World

_BEGAN = frozenset({Change.RAISED, Change.RECORDED})


def calm(plan: Plan) -> Plan:
    """The same devices, and nothing goes wrong."""
    return replace(plan, faults=(), rule_changes=())


def differences(world: World, folder: Path) -> Iterator[str]:
    """What is otherwise than in the calm world, in words."""
    other = World(calm(world.plan), folder)
    other.run(at_least_s=world.quiet_s)
    here, there = _told(world), _told(other)
    if more := _began(here) - _began(there):
        yield f"began with faults only: {sorted(more)[:3]}"
    if missing := _began(there) - _began(here):
        yield f"began without faults only: {sorted(missing)[:3]}"
    if not _ended(here) <= _ended(there):
        yield f"ended with faults only: {sorted(_ended(here) - _ended(there))[:3]}"
    if _standing(world) != _standing(other):
        yield f"standing in the end: {_standing(world)}; without faults: {_standing(other)}"


def _told(world: World) -> Sequence[Transition]:
    assert isinstance(world.there, MemoryRecords)
    return list(dict.fromkeys(each for each in world.there.tables.told if not each.rule.endswith(".silent")))


def _began(told: Sequence[Transition]) -> set[tuple[str, datetime]]:
    """When each condition began, each time. What was over when we heard of it is recorded, and counts."""
    return {(each.condition, each.occurred_at) for each in told if each.change in _BEGAN}


def _ended(told: Sequence[Transition]) -> set[tuple[str, datetime]]:
    return {(each.condition, each.occurred_at) for each in told if each.change is Change.RETURNED}


def _standing(world: World) -> set[str]:
    """What stands in the end. Silence is known time, and that is what a fault changes."""
    assert isinstance(world.there, MemoryRecords)
    return {alarm.key for alarm in world.there.tables.alarms.values() if alarm.holds and not alarm.key.startswith("test.silent")}
