"""When it occurred: believing a device's clock as far as it can be believed.

A wrong clock must never silence a fire: what cannot be right is replaced by the receive time, and the reading is
judged as one of now, with quality uncertain and the flag `CLOCK_SKEW`. That the clock is wrong becomes a reading of
its own (`clock_skew`), so that a rule can call somebody to set it.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain.sparing import Sparing
from domain.time import EPOCH, from_ms
from ingest.codecs.codec import Timestamp
from ingest.point_values import shown

log = logging.getLogger(__name__)

FUTURE_MS = 120_000
"""A timestamp further ahead than this is wrong."""
LATE_MS = 120_000
"""A reading older than this on receipt is late."""
EARLIEST_MS = 1_577_836_800_000
"""2020-01-01: what is older is a clock that was never set."""
_ZONE_TOLERANCE_MS = 120_000
_UNTHINKABLE_MS = 1 << 46
"""Two thousand years: no estimate is made of such a clock."""
_MILLISECOND = timedelta(milliseconds=1)
_JUMP_S = FUTURE_MS / 1000
"""A clock that has moved by more was set: no smoothing."""
_SMOOTHING = 0.2
"""Weight of the newest difference in the estimated offset of a clock."""


@dataclass(slots=True)
class Clock:
    """What is known of one device's clock."""

    skewed: bool | None = None
    """`None`: it has not told a time yet."""
    offset_s: float | None = None
    """How far it is ahead of ours (behind: negative), smoothed; transmission counts as behind."""
    catching_up: bool = False
    """It is sending what it had stored: a lateness that equals the zone's offset is then mere chance."""


Turned = tuple[bool | None, bool]
"""How a clock is seen: `Clock.skewed` and `Clock.catching_up`."""


class Occurred(NamedTuple):
    """When an item occurred, in epoch milliseconds, and what was made of the device's word for it."""

    ms: int
    own: bool
    """It is the device's own time, so the same message again has the same one."""
    skewed: bool = False
    late: bool = False
    turned: bool | None = None
    """The clock has just been found wrong (`True`) or right (`False`); `None`: as before."""


class Timestamps:
    """Judges the timestamps of one site's devices. Remembers each clock; `quiet` leaves the log to another."""

    def __init__(self, zone: ZoneInfo, *, quiet: bool = False) -> None:
        self._zone = zone
        self._quiet = quiet
        self._clocks: dict[str, Clock] = {}
        self._turned: dict[str, Turned] = {}
        self._wrong_said, self._right_said = Sparing(log), Sparing(log)

    def resolve(self, device: str, ts: Timestamp, received_ms: int) -> Occurred:
        """When an item of `device` occurred that came at `received_ms` and said `ts` (`None`: nothing)."""
        if ts is None:
            return Occurred(received_ms, own=False)
        clock = self._clocks.get(device)
        if clock is None:
            clock = self._clocks[device] = Clock()
        elif ts.__class__ is int and clock.skewed is False and not clock.catching_up and ts >= EARLIEST_MS and -FUTURE_MS <= received_ms - ts < LATE_MS:
            # Almost every message: a clock that is known to be right says a time that is near ours.
            ahead_s = (ts - received_ms) / 1000
            known_s = clock.offset_s
            clock.offset_s = ahead_s if known_s is None or abs(ahead_s - known_s) > _JUMP_S else known_s + _SMOOTHING * (ahead_s - known_s)
            return Occurred(ts, True)
        return self._resolve(device, clock, ts, received_ms)

    def _resolve(self, device: str, clock: Clock, ts: float | str, received_ms: int) -> Occurred:
        before = clock.skewed, clock.catching_up
        occurred = self._judged(device, clock, ts, received_ms)
        if before != (clock.skewed, clock.catching_up):
            self._turned[device] = clock.skewed, clock.catching_up
        return occurred

    def _judged(self, device: str, clock: Clock, ts: float | str, received_ms: int) -> Occurred:
        ms = ts if type(ts) is int else _milliseconds(ts)
        if ms is None or self._wrong(clock, ms, received_ms):
            self._follow(clock, ms, received_ms)
            return Occurred(received_ms, own=False, skewed=True, turned=self._turn(device, clock, ts, skewed=True))
        behind_ms = received_ms - ms
        if behind_ms < LATE_MS:
            self._follow(clock, ms, received_ms)
            clock.catching_up = False
        return Occurred(ms, own=True, late=behind_ms >= LATE_MS, turned=self._turn(device, clock, ts, skewed=False))

    def offset_s(self, device: str) -> float | None:
        """How far the device's clock is ahead of ours, as far as it is known."""
        clock = self._clocks.get(device)
        return None if clock is None else clock.offset_s

    def take_turned(self) -> Mapping[str, Turned]:
        """The devices whose clocks are seen otherwise since this was last asked, and how: for who follows without judging them."""
        turned, self._turned = self._turned, {}
        return turned

    def follow_turned(self, turned: Mapping[str, Turned]) -> None:
        """Another interpreter of the same messages has come to see clocks so."""
        for device, (skewed, catching_up) in turned.items():
            clock = self._clocks.setdefault(device, Clock())
            clock.skewed, clock.catching_up = skewed, catching_up

    def snapshot(self) -> dict[str, list[object]]:
        """For `restore`, JSON-able."""
        return {device: [clock.skewed, clock.offset_s, clock.catching_up] for device, clock in self._clocks.items()}

    def restore(self, data: Mapping[str, list[object]]) -> None:
        """Take up a snapshot."""
        for device, (skewed, offset_s, catching_up) in data.items():
            clock = self._clocks[device] = Clock(
                skewed if isinstance(skewed, bool) else None, float(offset_s) if isinstance(offset_s, int | float) else None, catching_up is True
            )
            self._turned[device] = clock.skewed, clock.catching_up

    def _wrong(self, clock: Clock, ms: int, received_ms: int) -> bool:
        if ms - received_ms > FUTURE_MS or ms < EARLIEST_MS:
            return True
        if received_ms - ms < LATE_MS:
            return False
        return self._stamped_local_time(clock, ms, received_ms)

    def _stamped_local_time(self, clock: Clock, ms: int, received_ms: int) -> bool:
        """West of Greenwich local time written as if it were UTC lies in the past, by just the zone's offset.

        (East of it, it lies in the future and is wrong already.) Stored readings that are sent late pass through this
        lateness too, on their way from older to newer: those are left alone.
        """
        zone_ms = _offset_ms(self._zone, received_ms)
        from_zone_ms = ms - received_ms - zone_ms
        if zone_ms >= -LATE_MS or from_zone_ms < -_ZONE_TOLERANCE_MS:
            clock.catching_up = True
            return False
        return from_zone_ms <= _ZONE_TOLERANCE_MS and not clock.catching_up

    @staticmethod
    def _follow(clock: Clock, ms: int | None, received_ms: int) -> None:
        if ms is None or abs(ms - received_ms) > _UNTHINKABLE_MS:
            return
        offset_s = (ms - received_ms) / 1000
        jumped = clock.offset_s is None or abs(offset_s - clock.offset_s) > _JUMP_S
        clock.offset_s = offset_s if jumped or clock.offset_s is None else clock.offset_s + _SMOOTHING * (offset_s - clock.offset_s)

    def _turn(self, device: str, clock: Clock, ts: Timestamp, *, skewed: bool) -> bool | None:
        """Remember whether the clock is wrong; the new state if it is new."""
        if clock.skewed is skewed:
            return None
        if self._quiet:
            pass
        elif skewed:
            self._wrong_said.say(logging.WARNING, "device %s: its clock is wrong (it says %s); the receive time is used", device, shown(ts))
        elif clock.skewed:
            self._right_said.say(logging.INFO, "device %s: its clock is right again", device)
        clock.skewed = skewed
        return skewed


def _milliseconds(ts: float | str) -> int | None:
    """Epoch milliseconds of a timestamp that is not an integer; `None` if it cannot be understood."""
    if isinstance(ts, str):
        return _of_rfc3339(ts)
    return round(ts) if math.isfinite(ts) else None


def _of_rfc3339(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else (moment - EPOCH) // _MILLISECOND
    except (ValueError, OverflowError):
        return None


def _offset_ms(zone: ZoneInfo, moment_ms: int) -> int:
    offset = from_ms(moment_ms).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // _MILLISECOND
