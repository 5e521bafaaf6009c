"""Things that go wrong between a device and the broker: seeded, per device or at random by rate."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

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


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: for the devices whose id matches `devices` (``t1-*``), for a share `rate` of their messages.

    `hold_s` is how long `late` holds back; `skew_s` how wrong the clock is (negative: behind). It lasts from `from_s`
    to `until_s` seconds after the start.
    """

    kind: FaultKind
    devices: str = "*"
    rate: float = 1.0
    hold_s: float = 60.0
    skew_s: float = 600.0
    from_s: float = 0.0
    until_s: float = float("inf")

    def concerns(self, message: Message) -> bool:
        """Whether it may strike `message`."""
        return self.from_s <= message.at_s < self.until_s and fnmatchcase(message.device, self.devices)


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
        self._first: dict[str, dict[str, object]] = {}

    def pass_on(self, message: Message) -> Iterator[Message]:
        """What becomes of `message`: nothing, itself changed or late (`due_s`), or more than one."""
        copies = 1
        for fault in self.faults:
            if not fault.concerns(message) or self._rng.random() >= fault.rate:
                continue
            match fault.kind:
                case FaultKind.DROPOUT:
                    return
                case FaultKind.DUPLICATE:
                    copies += 1
                case FaultKind.LATE:
                    ends = fault.from_s + ((message.at_s - fault.from_s) // fault.hold_s + 1) * fault.hold_s
                    message = replace(message, due_s=max(message.due_s, ends))
                case FaultKind.CLOCK_SKEW:
                    message = replace(message, skew_s=fault.skew_s)
                case FaultKind.GARBAGE:
                    message = replace(message, raw=self._rng.choice(NOT_READABLE))
                case _:
                    message = self._sensor(message, fault.kind)
        yield from (message for _ in range(copies))

    def _sensor(self, message: Message, kind: FaultKind) -> Message:
        if message.channel is not Channel.TELEMETRY:
            return message
        if kind is FaultKind.NULL:
            return replace(message, values=dict.fromkeys(message.values))
        first = self._first.setdefault(message.device, {})
        return replace(message, values={key: first.setdefault(key, value) for key, value in message.values.items()})
