"""What a site's history says, from how the telemetry store keeps it to how the engine hears it.

The store keeps what ingest made of a message, at the time when it occurred; live, the engine heard it when it was
received. What the store does not keep: the flags of a reading, and whether the broker had retained a message.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from operator import attrgetter

from domain.reading import DeviceEvent, Quality, Reading
from domain.site import Device, Site
from domain.telemetry import TelemetryMessage

AHEAD = timedelta(minutes=2)
"""A device's clock is believed when it is ahead by no more: so much later than received may a message have occurred."""
LATE = timedelta(hours=1)
"""What occurred longer before a time than this is not looked for among what was received in it."""
_BLOCK = 4_096
_RECEIVED = attrgetter("received_at")


def as_received(messages: Iterable[TelemetryMessage]) -> Iterator[TelemetryMessage]:
    """`messages`, which are in the order in which they occurred, in that in which they were received."""
    rest = iter(messages)
    waiting: list[TelemetryMessage] = []
    while block := list(islice(rest, max(_BLOCK, len(waiting)))):
        safe = block[-1].occurred_at - AHEAD  # nothing that follows can have been received before
        waiting += block
        waiting.sort(key=_RECEIVED)
        count = bisect_left(waiting, safe, key=_RECEIVED)
        yield from waiting[:count]
        del waiting[:count]
    yield from waiting


class Reader:
    """Reads a site's messages for rules that look at `points` (ids).

    Its own `points` are these by device and by the key that the device has for them on the wire.
    """

    def __init__(self, site: Site, points: Collection[str]) -> None:
        self._site = site
        self.points: Mapping[str, Mapping[str, str]] = {
            device.id: {key: point.id for key, point in device.points.items() if point.id in points} for device in site.devices.values()
        }
        self._online = {device.id: _online(device) for device in site.devices.values()}

    def readings(self, message: TelemetryMessage) -> Iterator[Reading]:
        """The readings of a message that is no event. `received_at` stays as it was: a late one is late."""
        points = self.points[message.device]
        for key, value in message.values.items():
            if (point := points.get(key)) is not None:
                yield Reading(point, message.occurred_at, message.received_at, value, message.qualities.get(key, Quality.GOOD))

    def event(self, message: TelemetryMessage) -> DeviceEvent:
        """The device event of a message that is one."""
        device = self._site.devices[message.device]
        name = message.event or ""
        asset = self._site.asset_of_event(device, name)
        return DeviceEvent(self._site.id, asset, device.id, name, message.occurred_at, message.received_at, dict(message.values), message.id)

    def speaks(self, message: TelemetryMessage) -> bool:
        """Whether it is a sign of life: anything but the will that a device left with the broker."""
        if message.event is not None:
            return True
        online = self._online[message.device]
        for key, value in message.values.items():
            if value is not False or key not in online:
                return True
        return not message.values


def _online(device: Device) -> frozenset[str]:
    return frozenset({"online", *(point.raw_key for point in device.points.values() if point.key == "online")})
