"""What a panel has said and will not say again by itself: the states that still hold.

A panel speaks of a component when it changes. What a panel device shows is made of many such states, so they are remembered,
and kept at the broker (`bridges.publisher.Publisher.keep`), as a bridge has no folder of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bridges.fire.codes import WORDS

MOST_PARTS = 2_000
REST = "*"
"""In the place of a component's address: all those for which there is no more room, together."""
_VERSION = 1
_AHEAD = timedelta(minutes=2)
"""A time further ahead of ours is a clock that is wrong."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component that is not simply normal. `uncovered`: those of its flags for which the point table has no place."""

    flags: frozenset[str]
    uncovered: frozenset[str]


@dataclass(slots=True)
class Memory:
    """`systems`: flags by ``source/system``. `parts`: components by ``source/system/place``.

    `latest`: the latest time that was said of a panel; it is not kept.
    """

    systems: dict[str, frozenset[str]] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)
    latest: dict[str, datetime] = field(default_factory=dict)

    def copy(self) -> Memory:
        """Another one that says the same."""
        return Memory(dict(self.systems), dict(self.parts), dict(self.latest))

    def moment(self, panel: str, at: datetime | None, now: datetime) -> datetime | None:
        """From when what is known of `panel` holds, having heard something of `at`.

        Not before what was heard last: told late, it still belongs to what holds now, and must not be taken for an older state.
        """
        if at is None or at > now + _AHEAD:
            return at
        self.latest[panel] = moment = max(at, self.latest.get(panel, at))
        return moment

    def remember(self, key: str, part: Part) -> None:
        """Take up a component. When there is no room for it, its flags are remembered with those of all others like it."""
        if key not in self.parts and len(self.parts) >= MOST_PARTS:
            key = f"{key.rpartition('/')[0]}/{REST}"
            if (before := self.parts.get(key)) is not None:
                part = Part(before.flags | part.flags, before.uncovered | part.uncovered)
        self.parts[key] = part

    def dump(self) -> bytes:
        """For `load`."""
        parts = {key: [sorted(part.flags), sorted(part.uncovered)] for key, part in self.parts.items()}
        systems = {key: sorted(flags) for key, flags in self.systems.items()}
        return json.dumps({"version": _VERSION, "systems": systems, "parts": parts}, separators=(",", ":")).encode()


def load(data: bytes) -> Memory:
    """What `Memory.dump` gave; empty from nothing. `ValueError` if it is anything else."""
    if not data:
        return Memory()
    try:
        said = json.loads(data)
        if said["version"] != _VERSION:
            raise ValueError(f"it is of version {said['version']}")
        systems = {_key(key, 1): _words(flags) for key, flags in said["systems"].items()}
        parts = {_key(key, 2): Part(_words(flags), _words(uncovered)) for key, (flags, uncovered) in said["parts"].items()}
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError(f"it is no memory of this bridge ({error})") from None
    return Memory(systems, parts)


def _key(key: str, parts: int) -> str:
    if key.count("/") != parts:
        raise ValueError(f"`{key}` is no address")
    return key


def _words(data: object) -> frozenset[str]:
    if not isinstance(data, list):
        raise TypeError("flags are a list")
    words = frozenset(data)
    if not words <= WORDS:
        raise ValueError("there is a flag that is not known")
    return words
