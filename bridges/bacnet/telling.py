"""What is published of a machine's objects: a message for each device, and each trouble said once until it mends."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime

from bridges.bacnet.meaning import Unfit
from bridges.bacnet.points import Spot, Watched
from bridges.bacnet.quality import RELIABILITY, STATUS_FLAGS, Doubt, distrust, overridden, told_in_spite
from bridges.bacnet.reading import Failure, Values
from bridges.bacnet.wire import Raw
from bridges.publisher import Full, Publisher, Sent

log = logging.getLogger(__name__)


class Telling:
    """Publishes for one machine. While the publisher is full nothing is kept: what is read next is newer."""

    def __init__(self, machine: str, publisher: Publisher, devices: Sequence[str]) -> None:
        self._machine = machine
        self._publisher = publisher
        self._devices = devices
        self._online: bool | None = None
        self._full = False
        self._wrong: dict[tuple[str, str], str] = {}
        self._overridden: set[Watched] = set()

    def there(self) -> None:
        """The machine answers."""
        if self._online is False:
            log.info("%s answers again", self._machine)
        self._say(online=True)

    def gone(self, why: str) -> None:
        """The machine does not answer."""
        if self._online is not False:
            log.warning("%s %s: %s are offline; it is tried again", self._machine, why, ", ".join(self._devices))
        self._say(online=False)

    def values(self, watched: Watched, values: Values) -> Mapping[str, dict[str, Sent]]:
        """What the points of one object are worth, by device and key; points that `values` does not speak of are left out."""
        flags, reliability = values.get((STATUS_FLAGS, None)), values.get((RELIABILITY, None))
        unknown = isinstance(flags, Failure) or isinstance(reliability, Failure)
        doubt = Doubt.UNREADABLE if unknown else distrust(_plain(flags), _plain(reliability))
        self._tell_overridden(watched, _plain(flags))
        found: dict[str, dict[str, Sent]] = {}
        for spot in watched.spots:
            place = (spot.property, spot.index)
            if place in values:
                found.setdefault(spot.device, {})[spot.key] = self._sent(spot, values[place], doubt)
        return found

    def publish(self, device: str, values: Mapping[str, Sent], at: datetime) -> Future[None] | None:
        """One message; `None` if no more is taken now."""
        try:
            future = self._publisher.telemetry(device, values, at)
        except Full as error:
            if not self._full:
                log.warning("%s: %s; it is read again when there is room", self._machine, error)
            self._full = True
            return None
        if self._full:
            log.info("%s: messages are taken again", self._machine)
        self._full = False
        return future

    def _sent(self, spot: Spot, raw: Raw | Failure, doubt: Doubt | None) -> Sent:
        """The value; `None` where there is none that could be trusted, which is said once."""
        sent: Sent = None
        if isinstance(raw, Failure):
            why: str | None = raw.why
        elif doubt is not None and not spot.about_quality and not (spot.tells_faults and told_in_spite(doubt, raw)):
            why = doubt.value
        else:
            try:
                sent, why = spot.meaning.sent(raw), None
            except Unfit as error:
                why = str(error)
        place = (spot.device, spot.key)
        before = self._wrong.get(place)
        if why is None:
            if self._wrong.pop(place, None) is not None:
                log.info("%s, %s (%s of %s) is good again", self._machine, spot.name, spot.key, spot.device)
        elif before is None:
            self._wrong[place] = why
            log.warning("%s, %s (%s of %s) has no good value: %s", self._machine, spot.name, spot.key, spot.device, why)
        return sent

    def _tell_overridden(self, watched: Watched, flags: Raw) -> None:
        if flags is None:
            return
        if overridden(flags) and watched not in self._overridden:
            self._overridden.add(watched)
            log.warning("%s, %s is overridden at the machine: its value is told as it is, and follows no sensor", self._machine, watched.name)
        elif not overridden(flags) and watched in self._overridden:
            self._overridden.discard(watched)
            log.info("%s, %s is no longer overridden", self._machine, watched.name)

    def _say(self, *, online: bool) -> None:
        self._online = online
        for device in self._devices:
            self._publisher.status(device, online=online)


def _plain(raw: Raw | Failure) -> Raw:
    return None if isinstance(raw, Failure) else raw
