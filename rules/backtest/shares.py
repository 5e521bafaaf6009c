"""Dividing the work of a backtest: what has nothing to do with each other can be replayed by different processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.site import Site
from rules.condition import Condition, Guard
from rules.detector import EventInput, Input, PointInput
from rules.ruleset import RuleSet

_C = TypeVar("_C", bound=Condition)


@dataclass(frozen=True, slots=True)
class Share:
    """Conditions and guards (their keys) that look at nothing outside of `devices` (id → type), nor at each other's.

    `points` are the ids of the points that they look at, `keys` what devices call these on the wire; `None`: every word
    of the devices counts, because silence is judged. `rate` is how many messages a second may be expected.
    """

    members: frozenset[str]
    devices: Mapping[str, str]
    points: frozenset[str]
    keys: frozenset[str] | None
    rate: float

    def of(self, ruleset: RuleSet) -> RuleSet:
        """What of `ruleset` is in this share."""
        return replace(
            ruleset,
            of_point=_kept(ruleset.of_point, self.members),
            of_device=_kept(ruleset.of_device, self.members),
            listening=tuple(each for each in ruleset.listening if each.key in self.members),
        )


def shares(site: Site, rulesets: Iterable[RuleSet], most: int) -> tuple[Share, ...]:
    """At most `most` shares of about the same rate that together hold all conditions of all `rulesets`.

    Conditions that look at one device, at each other, or that one guard hides, stay together. Empty without conditions.
    """
    every = tuple(rulesets)
    groups = _Groups()
    points: dict[str, set[str]] = {}
    silent: set[str] = set()
    for ruleset in every:
        for key, looks_at in _links(site, ruleset, points):
            groups.add(key)
            for other in looks_at:
                groups.join(key, other)
        silent.update(condition.key for conditions in ruleset.of_device.values() for condition in conditions)
    bins: list[set[str]] = [set() for _ in range(max(1, most))]
    for group in sorted(groups.found(), key=lambda group: (-_rate(site, group), min(group))):
        min(bins, key=lambda each: _rate(site, each)).update(group)
    return tuple(_share(site, each, points, silent) for each in bins if each)


_DEVICE = "device "
"""What stands before a device's id among the names of conditions; no condition is called so."""


class _Groups:
    """Names that belong together, directly or through others."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def add(self, name: str) -> None:
        self._above.setdefault(name, name)

    def join(self, one: str, other: str) -> None:
        self.add(one)
        self.add(other)
        self._above[self._top(one)] = self._top(other)

    def found(self) -> list[set[str]]:
        groups: dict[str, set[str]] = {}
        for name in self._above:
            groups.setdefault(self._top(name), set()).add(name)
        return list(groups.values())

    def _top(self, name: str) -> str:
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name


def _links(site: Site, ruleset: RuleSet, points: dict[str, set[str]]) -> Iterator[tuple[str, list[str]]]:
    """Every condition and guard with what it looks at. The points of each are added to `points`."""
    covered: dict[str, list[str]] = {}
    for condition in ruleset.conditions:
        covered.setdefault(f"{condition.rule.id}|{condition.asset.id}", []).append(condition.key)
    for point, conditions in ruleset.of_point.items():
        for value in conditions:
            points.setdefault(value.key, set()).add(point)
            yield value.key, [_DEVICE + value.device]
    for device, silences in ruleset.of_device.items():
        for silence in silences:
            yield silence.key, [_DEVICE + device]
    for each in ruleset.listening:
        points.setdefault(each.key, set()).update(heard.point for heard in each.inputs if isinstance(heard, PointInput))
        looks_at = [name for heard in each.inputs for name in _heard(site, heard)]
        yield each.key, [*looks_at, *(covered.get(each.covers, ()) if isinstance(each, Guard) else ())]


def _heard(site: Site, heard: Input) -> Sequence[str]:
    if isinstance(heard, PointInput):
        point = site.points.get(heard.point)
        return [] if point is None else [_DEVICE + point.device]
    if isinstance(heard, EventInput):
        return [_DEVICE + device.id for device in site.devices.values() if heard.asset in device.assets]
    return [heard.condition]


def _share(site: Site, names: set[str], points: Mapping[str, set[str]], silent: set[str]) -> Share:
    members = frozenset(name for name in names if not name.startswith(_DEVICE))
    devices = {device: site.devices[device].type.key for device in sorted(_devices(names))}
    looked_at = frozenset(point for name in members for point in points.get(name, ()))
    raw = frozenset(key for device in devices for key, point in site.devices[device].points.items() if point.id in looked_at)
    return Share(members, devices, looked_at, None if members & silent else raw, _rate(site, names))


def _devices(names: Iterable[str]) -> list[str]:
    return [name.removeprefix(_DEVICE) for name in names if name.startswith(_DEVICE)]


def _rate(site: Site, names: Iterable[str]) -> float:
    return sum(1 / site.devices[device].interval_s for device in _devices(names) if device in site.devices)


def _kept(conditions: Mapping[str, tuple[_C, ...]], members: frozenset[str]) -> dict[str, tuple[_C, ...]]:
    kept = {key: tuple(each for each in found if each.key in members) for key, found in conditions.items()}
    return {key: found for key, found in kept.items() if found}
