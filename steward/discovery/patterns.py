"""From the state topics of one device to patterns of a mapping dialect: which level is the device's address, which the value's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

_GENERIC = frozenset(
    {"state", "status", "sensor", "sensors", "binary_sensor", "data", "value", "telemetry", "tele", "stat", "attributes", "json", "lock", "cover", "valve"}
)
_SHORTEST_LIKENESS = 4
_NAMED_LEVELS = 4
"""``node/sensor/name/state``, as ESPHome has it: the name is the value's, also of a device with one value."""


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that are one but for the level `field`; `None`: it is a single topic."""

    topics: tuple[str, ...]
    field: int | None = None

    @property
    def levels(self) -> list[str]:
        """Of its first topic."""
        return self.topics[0].split("/")

    def field_of(self, topic: str) -> str | None:
        """What stands in `topic` for the name of the value."""
        return None if self.field is None else topic.split("/")[self.field]


def groups(topics: Iterable[str]) -> Iterator[Group]:
    """`topics`, each once, in as few groups as there can be."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for topic in dict.fromkeys(topics):
        by_length[topic.count("/")].append(topic)
    for each in by_length.values():
        yield from _divided(each)


def _divided(topics: Sequence[str]) -> Iterator[Group]:
    if len(topics) == 1:
        levels = topics[0].split("/")
        named = len(levels) >= _NAMED_LEVELS and levels[-1] == "state" and levels[-3] in _GENERIC
        yield Group((topics[0],), len(levels) - 2 if named else None)
        return
    columns = list(zip(*(topic.split("/") for topic in topics), strict=True))
    varying = [at for at, column in enumerate(columns) if len(set(column)) > 1]
    if len(varying) == 1:
        yield Group(tuple(topics), varying[0])
        return
    by = min(varying, key=lambda at: (len(set(columns[at])), at))
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for topic in topics:
        parts[topic.split("/")[by]].append(topic)
    for part in parts.values():
        yield from _divided(part)


@dataclass(frozen=True, slots=True)
class Placed:
    """A pattern, the device's address in it, and which level (`at`) holds how much of it (`before` stays as it is)."""

    topic: str
    address: str
    at: int
    before: str = ""

    def in_other(self, topic: str) -> str | None:
        """`topic` with the same address as a place; `None` if no level of it is the same."""
        levels = topic.split("/")
        same = f"{self.before}{self.address}"
        if same not in levels:
            return None
        levels[levels.index(same)] = f"{self.before}{{address}}"
        return "/".join(levels)


def placements(group: Group, names: Iterable[str]) -> Iterator[Placed]:
    """Patterns for `group`, the best first. `names` are words that may stand for the device."""
    levels = group.levels
    if any(not level or set(level) & set("{}+#") for level in levels):
        return
    words = {name.casefold() for name in names if name}
    fixed = sorted((at for at in range(len(levels)) if at != group.field), key=lambda at: (_rank(levels[at].casefold(), words), -at))
    for at in fixed:
        yield _placed(group, at, "")
    for at in fixed[:1]:
        cut = max(levels[at].rfind("-"), levels[at].rfind("_")) + 1
        cut = cut if 0 < cut < len(levels[at]) else len(levels[at]) - 1
        if cut > 0:
            yield _placed(group, at, levels[at][:cut])


def _placed(group: Group, at: int, before: str) -> Placed:
    levels = group.levels
    address = levels[at][len(before) :]
    levels[at] = f"{before}{{address}}"
    if group.field is not None:
        levels[group.field] = "{field}"
    return Placed("/".join(levels), address, at, before)


def _rank(level: str, words: set[str]) -> int:
    if level in words:
        return 0
    if level in _GENERIC:
        return 3
    alike = len(level) >= _SHORTEST_LIKENESS and any(level in word or (len(word) >= _SHORTEST_LIKENESS and word in level) for word in words)
    return 1 if alike else 2
