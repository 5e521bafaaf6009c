"""Load: a bounded number of real readings at a rate, accounted for to the message."""

from __future__ import annotations

import json
import secrets
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.site import Device, Site
from domain.time import Clock, to_ms, utc_now
from simulators.broker_address import BrokerAddress
from simulators.lane import Lane
from simulators.message import wire_value
from simulators.packets import publish_head
from simulators.ring import Parcel
from simulators.world import World

_TS_DIGITS = 13


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `sent` counts messages, not repetitions (`resent`); `acknowledged` those that the broker took.

    `given_up` says that the broker stopped answering before everything was acknowledged.
    """

    sent: int
    acknowledged: int
    resent: int
    seconds: float
    cpu_s: float
    """Processor time of the whole process meanwhile: the load's own, if it has the process to itself."""
    given_up: bool
    devices: tuple[str, ...]
    timestamps: tuple[array[int], ...]
    """Per device: the epoch ms of each of its messages that was acknowledged, no two the same."""

    @property
    def per_s(self) -> float:
        """Acknowledged messages a second."""
        return self.acknowledged / self.seconds if self.seconds else 0.0

    def readings(self) -> Iterator[tuple[str, int]]:
        """(device, epoch ms) of every acknowledged message."""
        for device, timestamps in zip(self.devices, self.timestamps, strict=True):
            for timestamp in timestamps:
                yield device, timestamp


class Load:
    """`messages` readings of `devices` (`None`: all that measure something) in turn, at `rate` a second (`None`: as fast as it goes).

    They say what quiet devices say, so nothing alarms. With a rate they go out evenly: together only what falls due
    within about a millisecond. Every message has the time of its sending, and no two of a
    device have the same. They go over `connections` connections, each device over one, with at most `window`
    unacknowledged on each. A lost connection is taken up again and what was not acknowledged is sent again; after
    `give_up_s` without any answer the load ends.
    """

    def __init__(
        self,
        broker: BrokerAddress,
        site: Site,
        devices: Sequence[str] | None = None,
        *,
        messages: int,
        rate: float | None = None,
        connections: int = 4,
        window: int = 100,
        values_per_message: int = 4,
        give_up_s: float = 30.0,
        clock: Clock = utc_now,
    ) -> None:
        self._broker = broker
        self._clock = clock
        parcels = list(_parcels(site, devices, values_per_message, clock().astimezone(site.time_zone)))
        if not parcels:
            raise ValueError("none of these devices measures anything that could be sent")
        count = max(1, min(connections, len(parcels)))
        self._lanes = []
        for number in range(count):
            share = messages // count + (number < messages % count)
            name = f"load-{secrets.token_hex(4)}-{number}"
            own_rate, after_s = (None, 0.0) if rate is None else (rate / count, number / rate)
            self._lanes.append(Lane(name, broker, parcels[number::count], share, own_rate, window, give_up_s, self._now_ms, after_s=after_s))

    @property
    def acknowledged(self) -> int:
        """How many messages the broker has taken so far; may be asked from another thread while it runs."""
        return sum(lane.acknowledged for lane in self._lanes)

    def run(self, stop: threading.Event | None = None) -> LoadReport:
        """Send everything and wait for every answer, or end early when `stop` is set, with the answers to what is under way."""
        stopping = stop or threading.Event()
        started, cpu_s = time.monotonic(), time.process_time()
        threads = [threading.Thread(target=lane.run, args=(stopping,), name=lane.name, daemon=True) for lane in self._lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, cpu_s = time.monotonic() - started, time.process_time() - cpu_s
        timestamps = {device: found for lane in self._lanes for device, found in lane.timestamps().items()}
        return LoadReport(
            sent=sum(lane.sent for lane in self._lanes),
            acknowledged=self.acknowledged,
            resent=sum(lane.resent for lane in self._lanes),
            seconds=seconds,
            cpu_s=cpu_s,
            given_up=any(lane.given_up for lane in self._lanes),
            devices=tuple(timestamps),
            timestamps=tuple(timestamps.values()),
        )

    def _now_ms(self) -> int:
        return to_ms(self._clock())


def _parcels(site: Site, devices: Sequence[str] | None, most: int, local: datetime) -> Iterator[Parcel]:
    """What each device will say, ready but for packet identifier and time. Raises `KeyError` for an unknown device."""
    world = World(site, 1, local)
    world.step(1.0)
    for device in [site.devices[name] for name in devices] if devices is not None else site.devices.values():
        values = _quiet_values(world, device, most)
        if values:
            tail = b',"values":' + json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"}"
            length = len(b'{"ts":') + _TS_DIGITS + len(tail)
            yield Parcel(device.id, publish_head(f"steward/v1/{site.id}/{device.id}/telemetry", length), b'{"ts":', tail)


def _quiet_values(world: World, device: Device, most: int) -> dict[str, object]:
    found: dict[str, object] = {}
    for raw, point in device.points.items():
        values = world.values(point.asset)
        if point.key in values and len(found) < most:
            found[raw] = wire_value(values[point.key])
    return found
