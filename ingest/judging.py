"""From a record to transitions: the one step that live and replay have in common.

Nothing here reads a clock, a disk or a network: the same records after the same snapshot give the same outcome.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.quarantine import Quarantined, QuarantineReason
from domain.reading import DeviceEvent, Flag, Quality, Reading, Value
from domain.records import DeviceCheckpoint
from domain.site import Device, Point, Site
from domain.time import from_ms, to_ms
from domain.transition import Transition
from ingest.codecs.codec import Occurrence, Status, Telemetry
from ingest.committing import Stopped
from ingest.deduplication import Deduplication, key_of
from ingest.interfaces import Judge, JudgeEvent
from ingest.interpretation import Heard, Interpreter
from ingest.journal_record import Record, RecordKind
from ingest.snapshot import Memory

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Known:
    """What is known of a device. `last_seen_ms` is epoch milliseconds, by our own clock."""

    last_seen_ms: int | None = None
    online: bool | None = None


@dataclass(slots=True)
class Outcome:
    """What came of some records."""

    transitions: list[Transition] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    points: dict[str, tuple[int, Value, Quality]] = field(default_factory=dict)
    """Point id → (occurred, epoch ms), value, quality: the newest of each."""
    devices: set[str] = field(default_factory=set)
    """Whose state has changed."""
    ages_ms: list[int] = field(default_factory=list)
    """How old items were on receipt, of those that said when they were measured."""
    decoded: int = 0
    duplicates: int = 0


class Judging:
    """Judges one site's records in their order, and knows its devices."""

    def __init__(self, site: Site, judge: Judge, judge_event: JudgeEvent | None = None) -> None:
        self._site = site
        self._judge = judge
        self._judge_event = judge_event
        self._interpreter = Interpreter(site)
        self._deduplication = Deduplication()
        self._known: dict[str, Known] = {device: Known() for device in site.devices}
        self._online = {device.id: _points_called(device, "online") for device in site.devices.values()}
        self._skew = {device.id: _own_point(site, device, "clock_skew") for device in site.devices.values()}

    def take(self, record: Record, outcome: Outcome) -> None:
        """Judge `record` and add to `outcome`. What fails is put aside as `INTERNAL`; raises only `Stopped`."""
        try:
            self._take(record, outcome)
        except Stopped:
            raise
        except Exception as error:
            log.exception("%s: a record on %r could not be judged; it is in quarantine as our own fault", self._site.id, record.topic)
            detail = f"{type(error).__name__}: {error}"
            outcome.quarantined.append(self._interpreter.set_aside(record, QuarantineReason.INTERNAL, detail))

    def remember(self, record: Record) -> None:
        """Know a message again, if it should come once more; it has been judged in an earlier life."""
        # What could not be judged then cannot be known now; it is in quarantine, and was acknowledged.
        with contextlib.suppress(Exception):
            for index, heard in enumerate(self._interpreter.interpret(record).heard):
                if (key := key_of(record, heard.item, index)) is not None:
                    self._deduplication.is_new(key)

    def checkpoints(self, devices: Iterable[str]) -> Sequence[DeviceCheckpoint]:
        """What is known of `devices`."""
        return [self._checkpoint(device, self._known[device]) for device in devices]

    def rows(self, devices: Iterable[str] | None = None) -> dict[str, tuple[bool | None, int | None, float | None]]:
        """Online, last seen (epoch ms) and clock offset (s) of `devices`; `None`: of all."""
        offset_s = self._interpreter.timestamps.offset_s
        chosen = self._known if devices is None else devices
        return {device: (self._known[device].online, self._known[device].last_seen_ms, offset_s(device)) for device in chosen}

    def adopt(self, checkpoints: Iterable[DeviceCheckpoint]) -> None:
        """Begin with what the records know of devices, for want of a snapshot."""
        for checkpoint in checkpoints:
            if (known := self._known.get(checkpoint.device)) is not None:
                known.online = checkpoint.online
                known.last_seen_ms = None if checkpoint.last_seen is None else to_ms(checkpoint.last_seen)

    def snapshot(self) -> Memory:
        """Everything but the rules' own state."""
        devices = {device: (known.last_seen_ms, known.online) for device, known in self._known.items()}
        return Memory(self._deduplication.snapshot(), self._interpreter.timestamps.snapshot(), devices)

    def restore(self, memory: Memory) -> None:
        """Take up a snapshot. `ValueError` if it is damaged."""
        self._deduplication.restore(memory.deduplication)
        self._interpreter.timestamps.restore(memory.clocks)
        for device, (last_seen_ms, online) in memory.devices.items():
            if device in self._known:
                self._known[device] = Known(last_seen_ms, online)

    def _take(self, record: Record, outcome: Outcome) -> None:
        if record.kind == RecordKind.TICK:
            outcome.transitions += self._judge.tick(from_ms(record.received_us // 1000))
            return
        if record.kind == RecordKind.LISTENING:
            self._judge.restarted(from_ms(record.received_us // 1000))
            return
        if record.kind == RecordKind.RULES:
            outcome.transitions += self._judge.use_rules(int.from_bytes(record.payload, "little"), from_ms(record.received_us // 1000))
            return
        interpretation = self._interpreter.interpret(record)
        outcome.quarantined += interpretation.quarantined
        received_at = from_ms(interpretation.received_ms)
        for index, heard in enumerate(interpretation.heard):
            self._seen(record, heard, interpretation.received_ms, outcome)
            if heard.occurred.own and not record.retained:
                outcome.ages_ms.append(interpretation.received_ms - heard.occurred.ms)
            key = key_of(record, heard.item, index)
            if key is not None and not self._deduplication.is_new(key):
                outcome.duplicates += 1
                continue
            outcome.decoded += 1
            self._say(heard, received_at, outcome)

    def _say(self, heard: Heard, received_at: datetime, outcome: Outcome) -> None:
        item, occurred, device = heard.item, heard.occurred, heard.item.device
        if isinstance(item, Status):
            self._known[device.id].online = item.online
            outcome.devices.add(device.id)
            for point in self._online[device.id]:
                self._judged(Reading(point.id, received_at, received_at, item.online), occurred.ms, outcome)
            return
        if occurred.turned is not None and (skew := self._skew[device.id]) is not None:
            self._judged(Reading(skew.id, received_at, received_at, occurred.turned), to_ms(received_at), outcome)
        occurred_at = from_ms(occurred.ms) if occurred.own else received_at
        if isinstance(item, Occurrence):
            self._event(item, occurred_at, received_at, heard.flags, outcome)
            return
        for key, value in item.values.items():
            quality = _quality(item, key, skewed=occurred.skewed)
            self._judged(Reading(device.points[key].id, occurred_at, received_at, value, quality, heard.flags), occurred.ms, outcome)

    def _judged(self, reading: Reading, occurred_ms: int, outcome: Outcome) -> None:
        outcome.transitions += self._judge.reading(reading)
        newest = outcome.points.get(reading.point)
        if newest is None or newest[0] <= occurred_ms:
            outcome.points[reading.point] = (occurred_ms, reading.value, reading.quality)

    def _event(self, item: Occurrence, occurred_at: datetime, received_at: datetime, flags: frozenset[Flag], outcome: Outcome) -> None:
        if self._judge_event is None:
            return
        device = item.device
        asset = self._site.asset_of_event(device, item.name)
        event = DeviceEvent(self._site.id, asset, device.id, item.name, occurred_at, received_at, item.data, item.id, flags)
        outcome.transitions += self._judge_event(event)

    def _seen(self, record: Record, heard: Heard, received_ms: int, outcome: Outcome) -> None:
        """Note that a device spoke. The broker's retained copy is no sign of life, nor is the will it left."""
        item = heard.item
        if isinstance(item, Status) and (record.retained or not item.online):
            return
        at_ms = received_ms
        if record.retained:
            if not heard.occurred.own:
                return
            at_ms = min(heard.occurred.ms, received_ms)
        known = self._known[item.device.id]
        if known.last_seen_ms is not None and record.retained and at_ms <= known.last_seen_ms:
            return
        known.last_seen_ms = at_ms
        outcome.devices.add(item.device.id)
        outcome.transitions += self._judge.seen(item.device.id, from_ms(at_ms))

    def _checkpoint(self, device: str, known: Known) -> DeviceCheckpoint:
        last_seen = None if known.last_seen_ms is None else from_ms(known.last_seen_ms)
        return DeviceCheckpoint(self._site.id, device, known.online, last_seen, self._interpreter.timestamps.offset_s(device))


def _quality(item: Telemetry, key: str, *, skewed: bool) -> Quality:
    """Of one value; with a wrong clock even the good ones are uncertain."""
    quality = item.qualities.get(key, Quality.GOOD) if item.qualities else Quality.GOOD
    return Quality.UNCERTAIN if skewed and quality is Quality.GOOD else quality


def _points_called(device: Device, key: str) -> tuple[Point, ...]:
    """The points with `key` of all assets that `device` speaks for, each once."""
    return tuple({point.id: point for point in device.points.values() if point.key == key}.values())


def _own_point(site: Site, device: Device, key: str) -> Point | None:
    """The point with `key` that is about the device itself: of its own asset."""
    if (point := device.points.get(key)) is not None and point.key == key:
        return point
    return site.assets[device.assets[0]].point(key)
