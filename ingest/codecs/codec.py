"""What a payload dialect is: from a topic and bytes to what devices said, or why that cannot be read.

A dialect is one file in this folder that makes a ``CODEC``. It is bound to a site once and then asked for every
message, so whatever can be looked up beforehand is. Decoding never raises, whatever the bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from domain.device_info import Fact, FactValue
from domain.quarantine import QuarantineReason
from domain.reading import Quality, Value
from domain.site import Device, Site

Timestamp = int | float | str | None
"""A device's own word for when: epoch milliseconds or RFC 3339 with zone. `None`: it said nothing.

Whether it can be believed is decided by `ingest.timestamps`, not here; what is of another type comes as ``""``.
"""


@dataclass(slots=True)
class Telemetry:
    """Values that a device measured at one time, by its own keys; `qualities` names those that are not good."""

    device: Device
    ts: Timestamp
    id: str | None
    values: Mapping[str, Value]
    qualities: Mapping[str, Quality]


@dataclass(slots=True)
class Occurrence:
    """An event that a device reports."""

    device: Device
    ts: Timestamp
    id: str | None
    name: str
    data: dict[str, object]


@dataclass(slots=True)
class Status:
    """A device is there or gone, by its status topic (the broker says so in its place when it dies)."""

    device: Device
    online: bool


Item = Telemetry | Occurrence | Status


@dataclass(slots=True)
class DeviceInfo:
    """What a message tells of the device itself (firmware, battery, signal). That it was told is no sign of life."""

    device: Device
    facts: Mapping[Fact, FactValue]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What could not be read of a message, and why; at most one for each reason and device. `detail` says what and where."""

    reason: QuarantineReason
    detail: str
    device: str | None = None


@dataclass(slots=True)
class Decoded:
    """What a message holds: good items are there also when others could not be read."""

    items: Sequence[Item] = ()
    unreadable: Sequence[Unreadable] = ()
    told: Sequence[DeviceInfo] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a site file that a dialect cannot do: what and where, and what to do about it.

    `about` is the id of the dialect or device concerned, so that its line can be named.
    """

    problem: str
    remedy: str
    about: str = ""


class BoundCodec(Protocol):
    """A dialect that knows its site."""

    def decode(self, topic: str, payload: bytes) -> Decoded | None:
        """What the message says; `None` if the topic is not of this dialect. Never raises."""


class Codec(Protocol):
    """A dialect."""

    @property
    def name(self) -> str:
        """As in ``dialect:`` of the site file."""

    def subscriptions(self, site: Site) -> Sequence[str]:
        """The topic filters that bring its messages; none of them may match our own ``_out``."""

    def bind(self, site: Site) -> BoundCodec:
        """The dialect with everything looked up that `site` says."""

    def check(self, site: Site) -> Sequence[Wrong]:
        """What the site file says that this dialect cannot do; nothing, if `bind` may be called."""


@dataclass(frozen=True, slots=True)
class Publish:
    """A message that a dialect asks to be published, to get from a device what it must know."""

    topic: str
    payload: bytes


class Follower(Protocol):
    """What a dialect, whose messages mean nothing without those before them, knows of a site's devices.

    Asked for every message as it comes, in order, before it is journalled; what it adds is journalled with it, so that
    decoding stays a function of topic and bytes. It remembers in memory only: whoever starts anew knows nothing.
    """

    @property
    def topics(self) -> Sequence[str]:
        """Every topic that it will ever ask something to be published on."""

    def listening(self) -> None:
        """We hear devices (again): what was said meanwhile may be lost."""

    def heard(self, topic: str, payload: bytes, *, retained: bool) -> bytes:
        """`payload`, with what it takes to read it; as it is, if nothing does or it is of another dialect. Never raises."""

    def requests(self, now: datetime) -> Sequence[Publish]:
        """What is to be published by now (aware UTC); each is told once."""


@runtime_checkable
class FollowingCodec(Codec, Protocol):
    """A dialect with a memory."""

    def follower(self, site: Site) -> Follower:
        """One that knows nothing yet. Only if `check` finds nothing wrong."""
