"""Everything of a site that an engine keeps an eye on, and who has to hear of what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rules.condition import Guard
from rules.detector import EventInput, PointInput
from rules.detector_watch import DerivedWatch, GuardWatch
from rules.point_watch import Place, PointWatch, Tracked
from rules.ruleset import RuleSet
from rules.silence_watch import SilenceWatch

AnyCondition = Tracked | DerivedWatch | SilenceWatch


class EventWatch:
    """Who listens to the events of one name about one asset. `newest`: event time of the newest, epoch ms."""

    __slots__ = ("listening", "newest")

    def __init__(self, listening: tuple[Place, ...]) -> None:
        self.listening = listening
        self.newest = 0


class Watches:
    """The state of a set of rules. `listeners` are in the order in which they depend on each other, by rank.

    `followers` says who looks at a condition, `covered` which conditions the guards of a ``rule|asset`` hide.
    """

    def __init__(self, ruleset: RuleSet, listening_since: datetime) -> None:
        self.listeners: tuple[DerivedWatch | GuardWatch, ...] = tuple(
            GuardWatch(each, rank) if isinstance(each, Guard) else DerivedWatch(each, rank) for rank, each in enumerate(ruleset.listening)
        )
        heard = _Heard(self.listeners)
        points = dict.fromkeys([*ruleset.of_point, *heard.guarding, *heard.listening])
        self.points = {
            point: PointWatch(ruleset.of_point.get(point, ()), tuple(heard.guarding.get(point, ())), tuple(heard.listening.get(point, ()))) for point in points
        }
        self.events = {name: EventWatch(tuple(places)) for name, places in heard.events.items()}
        self.followers = {condition: tuple(places) for condition, places in heard.followers.items()}
        self.tracked = {each.key: each for watch in self.points.values() for each in watch.tracked}
        self.devices = {device: tuple(SilenceWatch(condition, listening_since) for condition in found) for device, found in ruleset.of_device.items()}
        self.silences = {watch.condition.key: watch for watches in self.devices.values() for watch in watches}
        self.guards: dict[str, tuple[GuardWatch, ...]] = {}
        self.by_key: dict[str, DerivedWatch | GuardWatch] = {}
        for each in self.listeners:
            self.by_key[each.key] = each
            if isinstance(each, GuardWatch):
                self.guards[each.guard.covers] = (*self.guards.get(each.guard.covers, ()), each)
        self.covered: dict[str, tuple[AnyCondition, ...]] = dict.fromkeys(self.guards, ())
        for condition in self.every_condition():
            covers = covered_by(condition)
            if covers in self.covered:
                self.covered[covers] = (*self.covered[covers], condition)

    def every_condition(self) -> Iterable[AnyCondition]:
        """Conditions of all kinds."""
        yield from self.delayed()
        yield from self.silences.values()

    def delayed(self) -> Iterable[Tracked | DerivedWatch]:
        """Those that are true or not from one moment to the next."""
        yield from self.tracked.values()
        yield from (each for each in self.listeners if isinstance(each, DerivedWatch))

    def condition(self, key: str) -> AnyCondition | None:
        """The condition with `key`, of whatever kind."""
        found = self.tracked.get(key) or self.by_key.get(key) or self.silences.get(key)
        return None if isinstance(found, GuardWatch) else found

    def stands(self, key: str) -> bool:
        """Whether the condition with `key` is raised and has not returned."""
        found = self.condition(key)
        return found is not None and raised_episode(found) is not None


class _Heard:
    """Who hears what."""

    def __init__(self, listeners: Iterable[DerivedWatch | GuardWatch]) -> None:
        self.guarding: dict[str, list[Place]] = {}
        self.listening: dict[str, list[Place]] = {}
        self.events: dict[tuple[str, str], list[Place]] = {}
        self.followers: dict[str, list[Place]] = {}
        for each in listeners:
            of_point = self.guarding if isinstance(each, GuardWatch) else self.listening
            for source, heard in enumerate(each.inputs):
                place = (each.rank, source)
                if isinstance(heard, PointInput):
                    of_point.setdefault(heard.point, []).append(place)
                elif isinstance(heard, EventInput):
                    self.events.setdefault((heard.asset, heard.name), []).append(place)
                else:
                    self.followers.setdefault(heard.condition, []).append(place)


def raised_episode(each: AnyCondition) -> str | None:
    """The episode of a condition that is raised and has not returned."""
    if isinstance(each, SilenceWatch):
        return each.state.episode
    return each.state.episode if each.state.announced else None


def covered_by(each: AnyCondition) -> str:
    """Which guards are about it: ``rule|asset``."""
    return f"{each.condition.rule.id}|{each.condition.asset.id}"
