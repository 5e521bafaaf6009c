"""What is published of the values that were read, and when: what has changed, and the rest from time to time.

A device is there while any of the sources that it is read from answers; what another one would have said is then ``null``.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bridges.modbus.points import ReadPoint, Source
from bridges.publisher import MOST_WAITING, Full, Publisher, Sent

log = logging.getLogger(__name__)


@dataclass
class _Device:
    every_s: float
    keys: Mapping[Source, Sequence[str]]
    latest: dict[str, tuple[Sent, datetime]] = field(default_factory=dict)
    said: dict[str, tuple[Sent, float]] = field(default_factory=dict)
    """Value, and when (monotonic) it was given to the publisher."""
    unsaid: dict[str, None] = field(default_factory=dict)


class Reporter:
    """Publishes the values of devices. `every_s` gives for each device after how long an unchanged value is repeated.

    Of each key it keeps the newest value only. Not for several threads.
    """

    def __init__(self, publisher: Publisher, points: Sequence[ReadPoint], every_s: Mapping[str, float]) -> None:
        self._publisher = publisher
        keys: dict[str, dict[Source, list[str]]] = defaultdict(lambda: defaultdict(list))
        for point in points:
            keys[point.device][point.source].append(point.key)
        self._devices = {device: _Device(every_s[device], sources) for device, sources in keys.items()}
        self._answering: dict[Source, bool] = {}
        self._statuses: dict[str, bool] = {}
        self._full = False

    def values(self, device: str, values: Mapping[str, Sent], at: datetime, now: float, slack_s: float = 0.0) -> None:
        """Values of `device`, measured `at`. `now` is monotonic; a repetition may be early by `slack_s`, for its poll is."""
        state = self._devices[device]
        for key, value in values.items():
            state.latest[key] = (value, at)
            said = state.said.get(key)
            if said is None or not _same(said[0], value) or now - said[1] >= state.every_s - slack_s:
                state.unsaid[key] = None
        self._publish(device, state, now)

    def answers(self, source: Source, at: datetime, now: float) -> None:
        """`source` answers. If it did not, its devices are online, and everything that is read next is published."""
        if self._answering.get(source):
            return
        self._answering[source] = True
        for device, state in self._of(source):
            self._status(device, online=True)
            for key in state.keys[source]:
                state.said.pop(key, None)
            for other, keys in state.keys.items():
                if self._answering.get(other) is False:
                    self.values(device, dict.fromkeys(keys), at, now)

    def silent(self, source: Source, at: datetime, now: float) -> None:
        """`source` does not answer. Devices that are read from nothing else are offline; of others, what it gave is ``null``."""
        if self._answering.get(source) is False:
            return
        self._answering[source] = False
        for device, state in self._of(source):
            if any(self._answering.get(each) for each in state.keys):
                self.values(device, dict.fromkeys(state.keys[source]), at, now)
            else:
                self._status(device, online=False)

    def again(self, now: float) -> None:
        """Give the publisher what it could not take."""
        for device, online in list(self._statuses.items()):
            self._status(device, online=online)
        for device, state in self._devices.items():
            if state.unsaid:
                self._publish(device, state, now)

    def _status(self, device: str, *, online: bool) -> None:
        """A publisher takes any number of statuses; of one that is full, only the last is kept, until there is room."""
        if self._publisher.waiting < MOST_WAITING:
            self._statuses.pop(device, None)
            self._publisher.status(device, online=online)
        else:
            self._statuses[device] = online

    def _of(self, source: Source) -> Sequence[tuple[str, _Device]]:
        return [(device, state) for device, state in self._devices.items() if source in state.keys]

    def _publish(self, device: str, state: _Device, now: float) -> None:
        together: dict[datetime, dict[str, Sent]] = defaultdict(dict)
        for key in state.unsaid:
            value, at = state.latest[key]
            together[at][key] = value
        for at, values in sorted(together.items()):
            try:
                self._publisher.telemetry(device, values, at)
            except Full as error:
                if not self._full:
                    self._full = True
                    log.warning("%s; of each point the newest value is kept until there is room", error)
                return
            self._full = False
            for key, value in values.items():
                state.said[key] = (value, now)
                del state.unsaid[key]


def _same(one: Sent, other: Sent) -> bool:
    return type(one) is type(other) and one == other
