"""From a record to transitions: the one step that live and replay have in common.

Nothing here reads a clock, a disk or a network: the same records after the same snapshot give the same outcome.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from domain.device_info import Fact
from domain.message_rate import span_s
from domain.quarantine import Quarantined, QuarantineReason
from domain.reading import DeviceEvent, Flag, Quality, Reading, Value
from domain.records import DeviceCheckpoint
from domain.site import Device, Point, Site
from domain.sparing import Sparing
from domain.telemetry import TelemetryMessage
from domain.time import EPOCH, from_ms
from domain.transition import Transition
from ingest.codecs.codec import DeviceInfo, Occurrence, Status, Telemetry
from ingest.committing import Stopped
from ingest.deduplication import Deduplication, key_of
from ingest.interfaces import Judge, JudgeEvent
from ingest.interpretation import Heard, Interpreter
from ingest.journal_record import Record, RecordKind
from ingest.known import Known
from ingest.present import Said, Sayings, add
from ingest.snapshot import Memory
from ingest.storable import Storable
from ingest.timestamps import Turned

log = logging.getLogger(__name__)

_FROM_DEVICES = frozenset({int(RecordKind.MESSAGE), int(RecordKind.OVERSIZE)})
_FACTS = frozenset(Fact)
_MOST_MOMENTS = 10_000
NO_QUALITIES: Mapping[str, Quality] = MappingProxyType({})


@dataclass(slots=True)
class Outcome:
    """What came of some records. `hands_over`: it is to say what is to be stored of them, too."""

    hands_over: bool = False
    transitions: list[Transition] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    sayings: Sayings = field(default_factory=dict)
    """What devices said of the present."""
    devices: set[str] = field(default_factory=set)
    """Whose state has changed."""
    messages: list[TelemetryMessage] = field(default_factory=list)
    """What is to be stored, and"""
    keys: list[int] = field(default_factory=list)
    """the keys of those items that cannot be known by their time."""
    ages_ms: list[int] = field(default_factory=list)
    """How old items were on receipt, of those that said when they were measured."""
    decoded: int = 0
    duplicates: int = 0
    late: int = 0
    stepped: int = 0
    """Readings, events and ticks that the rules were given."""


class Judging:
    """Judges one site's records in their order, and knows its devices."""

    def __init__(self, site: Site, judge: Judge, judge_event: JudgeEvent | None = None) -> None:
        self._site = site
        self._judge = judge
        self._judge_event = judge_event
        self._interpreter = Interpreter(site)
        self._storable = Storable(site)
        self._deduplication = Deduplication()
        self._sparing = Sparing(log)
        self._known: dict[str, Known] = {device: Known() for device in site.devices}
        devices = site.devices.values()
        self._ids = {device.id: {key: point.id for key, point in device.points.items()} for device in devices}
        self._online = {device.id: {point.id: point.id for point in device.points.values() if point.key == "online"} for device in devices}
        self._skew = {device.id: {} if point is None else {point.id: point.id} for device in devices for point in (_own_point(site, device, "clock_skew"),)}
        self._spans_ms = {device.id: int(span_s(device.interval_s) * 1000) for device in devices}
        self._received_ms = 0
        self._received_at = EPOCH
        self._moments: dict[int, datetime] = {}

    def take(self, record: Record, outcome: Outcome) -> None:
        """Judge `record` and add to `outcome`. What fails is put aside as `INTERNAL`; raises only `Stopped`."""
        try:
            self._take(record, outcome)
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001  it is said below, sparingly
            self._sparing.say(
                logging.ERROR, "%s: a record on %r could not be judged; it is in quarantine as our own fault", self._site.id, record.topic, exc_info=True
            )
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
                known.adopt(checkpoint)

    def snapshot(self) -> Memory:
        """Everything but the rules' own state."""
        devices = {device: (known.last_seen_ms, known.online) for device, known in self._known.items()}
        counted = {device: known.counts for device, known in self._known.items() if known.until_ms}
        told = {device: {str(fact): said for fact, said in known.told.items()} for device, known in self._known.items() if known.told}
        return Memory(self._deduplication.snapshot(), self._interpreter.timestamps.snapshot(), devices, counted, told)

    def restore(self, memory: Memory) -> None:
        """Take up a snapshot. `ValueError` if it is damaged."""
        self._deduplication.restore(memory.deduplication)
        self._interpreter.timestamps.restore(memory.clocks)
        for device, (last_seen_ms, online) in memory.devices.items():
            if device in self._known:
                counted = memory.counted.get(device, (0, 0, 0, None))
                told = {Fact(fact): said for fact, said in memory.told.get(device, {}).items() if fact in _FACTS}
                self._known[device] = Known(last_seen_ms, online, *counted, told)

    def take_turned(self) -> Mapping[str, Turned]:
        """See `Timestamps.take_turned`."""
        return self._interpreter.timestamps.take_turned()

    def _take(self, record: Record, outcome: Outcome) -> None:
        if record.kind not in _FROM_DEVICES:
            outcome.stepped += 1
            outcome.transitions += self._turn_of_time(record)
            return
        received_ms, every, quarantined, told = self._interpreter.interpret(record)
        if quarantined or told:
            self._set_down(quarantined, told, record, outcome)
        if received_ms != self._received_ms:
            self._received_ms, self._received_at = received_ms, from_ms(received_ms)
        for index, heard in enumerate(every):
            self._seen(record, heard, received_ms, outcome, counts=index == 0)
            own = heard.occurred.own
            if own and not record.retained:
                outcome.ages_ms.append(received_ms - heard.occurred.ms)
            key = key_of(record, heard.item, index)
            if key is not None and not self._deduplication.is_new(key):
                outcome.duplicates += 1
                continue
            outcome.decoded += 1
            outcome.late += heard.occurred.late
            occurred_at = self._moment(heard.occurred.ms) if own else self._received_at
            if outcome.hands_over:
                if (message := self._storable.message(heard, occurred_at, self._received_at)) is not None:
                    outcome.messages.append(message)
                if key is not None and not own:
                    outcome.keys.append(key)
            self._say(heard, occurred_at, outcome)

    def _set_down(self, quarantined: Sequence[Quarantined], told: Sequence[DeviceInfo], record: Record, outcome: Outcome) -> None:
        """What could not be read, and what devices said of themselves."""
        outcome.quarantined += quarantined
        for info in told:
            if self._known[info.device.id].take(info.facts, record.received_us // 1000, retained=record.retained):
                outcome.devices.add(info.device.id)

    def _turn_of_time(self, record: Record) -> Sequence[Transition]:
        """What is journalled beside messages."""
        at = from_ms(record.received_us // 1000)
        if record.kind == RecordKind.TICK:
            return self._judge.tick(at)
        if record.kind == RecordKind.RULES:
            return self._judge.use_rules(int.from_bytes(record.payload, "little"), at)
        if record.kind == RecordKind.LISTENING:
            self._judge.restarted(at)
        return ()

    def _say(self, heard: Heard, occurred_at: datetime, outcome: Outcome) -> None:
        item, occurred, device, received_at = heard.item, heard.occurred, heard.item.device, self._received_at
        if isinstance(item, Status):
            self._known[device.id].online = item.online
            outcome.devices.add(device.id)
            self._of_our_own(device, self._online[device.id], item.online, received_at, outcome)
            return
        if occurred.turned is not None and (skew := self._skew[device.id]):
            self._of_our_own(device, skew, occurred.turned, received_at, outcome)
        if isinstance(item, Occurrence):
            outcome.stepped += 1
            self._event(item, occurred_at, received_at, heard.flags, outcome)
            return
        ids, flags, values, qualities = self._ids[device.id], heard.flags, item.values, item.qualities
        add(outcome.sayings, device.id, Said(ids, occurred.ms, values, qualities, occurred.skewed))
        outcome.stepped += len(values)
        if not (flags or qualities):
            # Almost every message: good values at a time that is believed, of which most change nothing.
            at = min(received_at, occurred_at)
            for key in self._judge.quiet(ids, at, values):
                outcome.transitions += self._judge.reading(Reading(ids[key], occurred_at, received_at, values[key]))
            return
        for key, value in values.items():
            quality = _quality(item, key, skewed=occurred.skewed)
            outcome.transitions += self._judge.reading(Reading(ids[key], occurred_at, received_at, value, quality, flags))

    def _of_our_own(self, device: Device, points: Mapping[str, str], value: Value, at: datetime, outcome: Outcome) -> None:
        """A reading that we make ourselves, of what we know of a device."""
        outcome.stepped += len(points)
        for point in points:
            outcome.transitions += self._judge.reading(Reading(point, at, at, value))
        if points:
            add(outcome.sayings, device.id, Said(points, self._received_ms, dict.fromkeys(points, value), NO_QUALITIES))

    def _moment(self, ms: int) -> datetime:
        """`from_ms`; devices that speak at the same moment share it."""
        moment = self._moments.get(ms)
        if moment is None:
            if len(self._moments) >= _MOST_MOMENTS:
                self._moments.clear()
            moment = self._moments[ms] = from_ms(ms)
        return moment

    def _event(self, item: Occurrence, occurred_at: datetime, received_at: datetime, flags: frozenset[Flag], outcome: Outcome) -> None:
        if self._judge_event is None:
            return
        device = item.device
        asset = self._site.asset_of_event(device, item.name)
        event = DeviceEvent(self._site.id, asset, device.id, item.name, occurred_at, received_at, item.data, item.id, flags)
        outcome.transitions += self._judge_event(event)

    def _seen(self, record: Record, heard: Heard, received_ms: int, outcome: Outcome, *, counts: bool) -> None:
        """Note that a device spoke. The broker's retained copy is no sign of life, nor is the will it left."""
        item = heard.item
        known = self._known[item.device.id]
        at = self._received_at
        if record.retained or isinstance(item, Status):
            if record.retained and not heard.occurred.own:
                return
            if isinstance(item, Status) and not item.online:
                return
            if record.retained:
                received_ms = min(heard.occurred.ms, received_ms)
                if known.last_seen_ms is not None and received_ms <= known.last_seen_ms:
                    return
                at = from_ms(received_ms)
        if counts and not record.retained:
            if received_ms >= known.until_ms:
                known.next_span(received_ms, self._spans_ms[item.device.id])
            known.messages += 1
        known.last_seen_ms = received_ms
        outcome.devices.add(item.device.id)
        if said := self._judge.seen(item.device.id, at):
            outcome.transitions += said

    def _checkpoint(self, device: str, known: Known) -> DeviceCheckpoint:
        return known.checkpoint(self._site.id, device, self._interpreter.timestamps.offset_s(device))


def _quality(item: Telemetry, key: str, *, skewed: bool) -> Quality:
    """Of one value; with a wrong clock even the good ones are uncertain."""
    quality = item.qualities.get(key, Quality.GOOD) if item.qualities else Quality.GOOD
    return Quality.UNCERTAIN if skewed and quality is Quality.GOOD else quality


def _own_point(site: Site, device: Device, key: str) -> Point | None:
    """The point with `key` that is about the device itself: of its own asset."""
    if (point := device.points.get(key)) is not None and point.key == key:
        return point
    return site.assets[device.assets[0]].point(key)
