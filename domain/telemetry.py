"""The interface of a telemetry store: where readings are kept over time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

from domain.reading import Quality, Value

_ALL_GOOD: Mapping[str, Quality] = MappingProxyType({})


class TelemetryMessage(NamedTuple):
    """What one message of a device said, as it is stored: one row, one line of line protocol.

    `values` are by the device's own keys (``raw_key`` of a point); numbers are floats. `qualities` names only those
    that are not good; a bad one has the value `None`. Writing a message again changes nothing; a second message of
    the same device and time adds its values. `event` is a device event's name for event messages, whose `values`
    then hold its data; `id` keeps two events of one millisecond apart.
    """

    site: str
    device: str
    device_type: str
    occurred_at: datetime
    received_at: datetime
    values: Mapping[str, Value]
    qualities: Mapping[str, Quality] = _ALL_GOOD
    event: str | None = None
    id: str | None = None
    realm: str = "live"


@dataclass(frozen=True, slots=True)
class Sample:
    """One stored or computed value of a point at a time (UTC). For a window, `ts` is its start."""

    ts: datetime
    value: Value
    quality: Quality = Quality.GOOD


class WindowFunction(StrEnum):
    """How readings of a window become one."""

    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Series:
    """Which stored values are meant: one key of one device."""

    site: str
    device: str
    device_type: str
    key: str
    realm: str = "live"


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that the store will never take, and what it said of it."""

    message: TelemetryMessage
    why: str


class StoreUnavailable(Exception):
    """The store cannot be reached or is overloaded: try again later, nothing is lost."""

    retry_after_s: float | None = None
    """How long the store itself asks us to wait; `None` when it does not say."""


class TelemetryStore(Protocol):
    """A place for readings. One file per engine in ``storage/telemetry/``; same contract tests for all."""

    def write(self, messages: Sequence[TelemetryMessage]) -> Sequence[Refused]:
        """Store all, durably, and return those it will never take. Raises `StoreUnavailable`; then write all again."""

    def latest(self, series: Sequence[Series], *, before: datetime | None = None) -> Mapping[Series, Sample]:
        """The newest value of each series (at or before `before`); series without any are missing."""

    def range(self, series: Series, start: datetime, end: datetime, *, limit: int = 10_000) -> Sequence[Sample]:
        """Values with ``start <= ts < end``, oldest first, bad ones included with value `None`."""

    def windows(self, series: Series, start: datetime, end: datetime, *, window_s: int, function: WindowFunction) -> Sequence[Sample]:
        """One sample per window that has a value, windows aligned to the epoch. Numbers only, except `last`."""

    def events(self, site: str, device: str, device_type: str, start: datetime, end: datetime, *, limit: int = 1_000) -> Sequence[TelemetryMessage]:
        """Device events with ``start <= ts < end``, oldest first."""

    def replay(
        self, site: str, devices: Mapping[str, str], start: datetime, end: datetime, *, keys: Collection[str] | None = None
    ) -> Iterator[TelemetryMessage]:
        """Everything that `devices` (id → type) said with ``start <= occurred_at < end``, live ones, events too.

        In the order of `occurred_at`, whenever it was received; of one time by device, events after values. With `keys`,
        every message is given, but of the values of those that are no events only these. Read as it is asked for: little
        is held in memory, and what is written meanwhile may or may not be seen.
        """

    def delete_before(self, site: str, moment: datetime) -> None:
        """Retention: forget what occurred before `moment` (a store may keep up to a day more)."""

    def fold_before(self, site: str, moment: datetime) -> None:
        """Make long windows of what occurred before `moment` quick to read; answers stay the same. A store that is quick anyway does nothing."""

    def check(self) -> None:
        """Raise `StoreUnavailable` unless the store answers and takes our credentials."""

    def close(self) -> None:
        """Let go of files and connections."""
