"""The present of a site: the newest value of every point and what is known of every device, for those who look on.

The pipeline only leaves here what was said; whoever looks on finds out what it means for each point, later and in a
thread of his own. A device that says the same keys again before anybody has looked takes the place of what it said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from domain.contract import value_json
from domain.reading import Quality, Value

DeviceRow = tuple[bool | None, int | None, float | None]
"""Online, last seen (epoch ms), clock offset (s)."""
PointRow = tuple[int, object, str]
"""Occurred (epoch ms), value as JSON, quality."""
_GOOD = Quality.GOOD.value
Rows = Callable[[Iterable[str]], Mapping[str, DeviceRow]]


class Said(NamedTuple):
    """What a device said of points at a time. `points` maps its own keys to point ids; `occurred_ms` is epoch ms.

    `qualities` names those that are not good; `uncertain`: the good ones are no better than uncertain.
    """

    points: Mapping[str, str]
    occurred_ms: int
    values: Mapping[str, Value]
    qualities: Mapping[str, Quality]
    uncertain: bool = False

    def replaces(self, earlier: Said) -> bool:
        """Whether nothing of `earlier` is newer, or of a key that is missing here."""
        return earlier.occurred_ms <= self.occurred_ms and earlier.points is self.points and earlier.values.keys() <= self.values.keys()


Sayings = dict[str, list[Said]]
"""By device, in their order."""


def add(sayings: Sayings, device: str, said: Said) -> None:
    """Put `said` with what `device` said before, or in its place."""
    earlier = sayings.get(device)
    if earlier is None:
        sayings[device] = [said]
    elif said.replaces(earlier[-1]):
        earlier[-1] = said
    else:
        earlier.append(said)


class Present:
    """One thread adds, another looks on. `rows` tells what is known of devices now."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._lock = threading.Lock()
        self._sayings: Sayings = {}
        self._spoke: set[str] = set()
        self._points: dict[str, PointRow] = {}
        self._devices: dict[str, DeviceRow] = {}

    @contextmanager
    def adding(self) -> Iterator[Sayings]:
        """What was said and not yet looked at, to `add` to. Nobody can look meanwhile."""
        with self._lock:
            yield self._sayings

    def spoke(self, devices: Iterable[str]) -> None:
        """Something has changed of `devices`."""
        with self._lock:
            self._spoke.update(devices)

    def look(self) -> tuple[set[str], set[str]]:
        """Bring `points` and `devices` up to date; which of them have changed. For one thread."""
        with self._lock:
            sayings, self._sayings = self._sayings, {}
            spoke, self._spoke = self._spoke, set()
        changed: set[str] = set()
        for every in sayings.values():
            for said in every:
                self._take(said, changed)
        self._devices |= self._rows(spoke)
        return changed, spoke

    @property
    def points(self) -> Mapping[str, PointRow]:
        """The newest value of each point, as of the last `look`."""
        return self._points

    @property
    def devices(self) -> Mapping[str, DeviceRow]:
        """What is known of each device that was ever told, as of the last `look`."""
        return self._devices

    def _take(self, said: Said, changed: set[str]) -> None:
        """Note what is news and add its points to `changed`; an older value than the one that is known is left aside."""
        points, known = said.points, self._points
        occurred_ms = said.occurred_ms
        all_good = not (said.qualities or said.uncertain)
        for key, value in said.values.items():
            point = points[key]
            before = known.get(point)
            if before is None or before[0] <= occurred_ms:
                quality = _GOOD if all_good else _quality(said, key).value
                known[point] = (occurred_ms, value if value.__class__ is float else value_json(value), quality)
                changed.add(point)


def _quality(said: Said, key: str) -> Quality:
    quality = said.qualities.get(key, Quality.GOOD)
    return Quality.UNCERTAIN if said.uncertain and quality is Quality.GOOD else quality
