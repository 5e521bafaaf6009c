"""Things that go wrong between a device and the broker: seeded, per device or at random by rate."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from domain.reading import PointKind, Value
from domain.site import Device
from simulators.message import Channel, Message


class FaultKind(StrEnum):
    """What can go wrong."""

    DROPOUT = "dropout"
    """The message is never sent."""
    DUPLICATE = "duplicate"
    """It is sent twice."""
    LATE = "late"
    """Messages are held back and then come in one burst, with the time at which they were measured."""
    CLOCK_SKEW = "clock_skew"
    """The device's clock is wrong."""
    GARBAGE = "garbage"
    """Something that cannot be read goes out in its place."""
    STUCK = "stuck"
    """The sensor keeps saying what it said first."""
    NULL = "null"
    """The sensor could not measure."""
    REORDER = "reorder"
    """Messages overtake one another: each takes its own time, up to `hold_s`, and keeps the time at which it was measured."""
    DRIFT = "drift"
    """Measurements wander off by `per_hour` of their unit."""
    FLAPPING = "flapping"
    """A yes-or-no point turns over and over; without a point, the device goes offline and online."""
    HOLD = "hold"
    """A point says `value`, whatever there is."""


SENSED = frozenset({FaultKind.DRIFT, FaultKind.FLAPPING, FaultKind.HOLD})
"""Happen in the sensor before the device decides what to say, all the time: a `rate` means nothing to them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: for the devices whose id matches `devices` (``t1-*``), for a share `rate` of their messages.

    `hold_s` is how long `late` and at most how long `reorder` holds back; `skew_s` how wrong the clock is (negative:
    behind); `per_hour` how far `drift` goes in an hour, in the unit of the point; `every_s` how long `flapping` stays in
    each of its two states. `point` (a key on the wire, ``temp*``) is what drifts, flaps or holds; `None`: every
    measurement drifts, the device itself flaps. `value` is what `hold` says. It lasts from `from_s` to `until_s`
    seconds after the start.
    """

    kind: FaultKind
    devices: str = "*"
    rate: float = 1.0
    hold_s: float = 60.0
    skew_s: float = 600.0
    from_s: float = 0.0
    until_s: float = float("inf")
    point: str | None = None
    per_hour: float = 1.0
    every_s: float = 20.0
    value: Value = None

    def wrong(self) -> str | None:
        """What is wrong with it as it stands, and what to do; `None`: nothing."""
        if self.kind in SENSED and self.rate != 1:
            return f"`rate` is the share of messages and means nothing to {self.kind}; leave it out"
        if self.kind is FaultKind.HOLD and (self.point is None or self.value is None):
            return "hold needs `point` and `value`"
        if self.kind is FaultKind.DRIFT and self.per_hour == 0:
            return "a drift of 0 an hour is none; give `per_hour`"
        if self.kind is FaultKind.FLAPPING and self.every_s < 1:
            return "flapping needs `every` of at least 1 s"
        return None

    def strikes(self, device: str, now_s: float) -> bool:
        """Whether it is in force for `device` at `now_s`."""
        return self.from_s <= now_s < self.until_s and fnmatchcase(device, self.devices)

    def turned(self, now_s: float) -> bool:
        """Whether flapping is in its wrong state: that is how it begins."""
        return (now_s - self.from_s) // self.every_s % 2 == 0

    def concerns(self, message: Message) -> bool:
        """Whether it may strike `message`."""
        return self.strikes(message.device, message.at_s)


NOT_READABLE = (
    b"",
    b"{",
    b"hello",
    b"\xff\xfe\x00\x01",
    b'{"ts":0}',
    b'{"values":{"no-such-point":1}}',
    b'{"values":{"online":"perhaps"}}',
    b'{"values":{"battery_pct":NaN}}',
    b'{"values":[1,2,3]}',
    b"[[[[[[[[[[1]]]]]]]]]]",
)
"""Payloads that a reader has to put aside without stopping."""


class FaultLine:
    """The line between devices and broker, with its faults. The same seed and messages meet the same faults."""

    def __init__(self, faults: Sequence[Fault], seed: int) -> None:
        self.faults = list(faults)
        self._rng = random.Random(f"{seed}:faults")
        self._first: dict[tuple[Fault, str], dict[str, object]] = {}

    def pass_on(self, message: Message) -> Iterator[Message]:
        """What becomes of `message`: nothing, itself changed or late (`due_s`), or more than one."""
        copies = 1
        for fault in self.faults:
            if fault.kind in SENSED or not fault.concerns(message) or self._rng.random() >= fault.rate:
                continue
            match fault.kind:
                case FaultKind.DROPOUT:
                    return
                case FaultKind.DUPLICATE:
                    copies += 1
                case FaultKind.LATE:
                    ends = fault.from_s + ((message.at_s - fault.from_s) // fault.hold_s + 1) * fault.hold_s
                    message = replace(message, due_s=max(message.due_s, ends))
                case FaultKind.REORDER:
                    message = replace(message, due_s=message.due_s + self._rng.uniform(0, fault.hold_s))
                case FaultKind.CLOCK_SKEW:
                    message = replace(message, skew_s=fault.skew_s)
                case FaultKind.GARBAGE:
                    message = replace(message, raw=self._rng.choice(NOT_READABLE))
                case _:
                    message = self._sensor(message, fault)
        yield from (message for _ in range(copies))

    def measured(self, device: Device, values: Mapping[str, Value], now_s: float) -> dict[str, Value]:
        """What the sensors of `device` say of `values` (by key on the wire)."""
        said = dict(values)
        for fault in self.faults:
            if fault.kind in SENSED and fault.strikes(device.id, now_s):
                said = {key: _sensed(fault, device, key, value, now_s) for key, value in said.items()}
        return said

    def online(self, device: str, now_s: float) -> bool:
        """Whether `device` is not just flapping offline."""
        return not any(
            fault.kind is FaultKind.FLAPPING and fault.point is None and fault.strikes(device, now_s) and fault.turned(now_s) for fault in self.faults
        )

    def _sensor(self, message: Message, fault: Fault) -> Message:
        if message.channel is not Channel.TELEMETRY:
            return message
        if fault.kind is FaultKind.NULL:
            return replace(message, values=dict.fromkeys(message.values))
        first = self._first.setdefault((fault, message.device), {})
        return replace(message, values={key: first.setdefault(key, value) for key, value in message.values.items()})


def _sensed(fault: Fault, device: Device, key: str, value: Value, now_s: float) -> Value:
    if fault.point is not None and not fnmatchcase(key, fault.point):
        return value
    if fault.kind is FaultKind.HOLD:
        return fault.value
    if fault.kind is FaultKind.FLAPPING and fault.point is not None and isinstance(value, bool):
        return value is not fault.turned(now_s)
    drifts = fault.kind is FaultKind.DRIFT and isinstance(value, float) and device.points[key].type.kind is not PointKind.COUNTER
    return round(value + fault.per_hour * (now_s - fault.from_s) / 3600, 3) if drifts and isinstance(value, float) else value
