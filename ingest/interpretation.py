"""From a record of the journal to what devices said and when: the same for the rules and for the telemetry store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.quarantine import Quarantined, QuarantineReason
from domain.reading import Flag
from domain.site import Site
from domain.time import from_ms
from ingest.codecs import codecs_of
from ingest.codecs.codec import Decoded, DeviceInfo, Item, Status, Unreadable
from ingest.journal_record import Record, RecordKind
from ingest.timestamps import Occurred, Timestamps

KEPT_BYTES = 4096
"""How much of a payload is kept in quarantine."""
LARGEST_PAYLOAD_BYTES = 256 * 1024
"""What is longer is not read."""
_SIZE_BYTES = 8

_MESSAGE = int(RecordKind.MESSAGE)

NO_FLAGS: frozenset[Flag] = frozenset()
_ONE_FLAG = {flag: frozenset({flag}) for flag in Flag}


@dataclass(slots=True)
class Heard:
    """An item with its time."""

    item: Item
    occurred: Occurred
    flags: frozenset[Flag]


class Interpretation(NamedTuple):
    """What a record says. `received_ms` is epoch milliseconds."""

    received_ms: int
    heard: Sequence[Heard]
    quarantined: Sequence[Quarantined]
    told: Sequence[DeviceInfo] = ()


class Interpreter:
    """Interprets one site's records, in their order. Has its own memory of the devices' clocks.

    `quiet` says nothing of wrong clocks: another interpreter of the same records does.
    """

    def __init__(self, site: Site, *, quiet: bool = False) -> None:
        self._site = site.id
        self._decoders = [codec.bind(site).decode for codec in codecs_of(site)]
        self.timestamps = Timestamps(site.time_zone, quiet=quiet)

    def interpret(self, record: Record) -> Interpretation:
        """What a message says; a tick says nothing."""
        received_ms = record.received_us // 1000
        if record.kind == _MESSAGE:
            decoded = self._decode(record)
        elif record.kind == RecordKind.OVERSIZE:
            decoded = _oversize(record)
        else:
            return Interpretation(received_ms, (), ())
        heard = [self._heard(item, received_ms, retained=record.retained) for item in decoded.items]
        quarantined = [self._quarantined(record, trouble) for trouble in decoded.unreadable] if decoded.unreadable else ()
        return Interpretation(received_ms, heard, quarantined, decoded.told)

    def set_aside(self, record: Record, reason: QuarantineReason, detail: str) -> Quarantined:
        """The record's message for quarantine."""
        return self._quarantined(record, Unreadable(reason, detail))

    def _decode(self, record: Record) -> Decoded:
        for decode in self._decoders:
            decoded = decode(record.topic, record.payload)
            if decoded is not None:
                return decoded
        return Decoded(unreadable=[Unreadable(QuarantineReason.BAD_TOPIC, "no payload dialect knows this topic")])

    def _heard(self, item: Item, received_ms: int, *, retained: bool) -> Heard:
        if isinstance(item, Status):
            return Heard(item, Occurred(received_ms, own=False), NO_FLAGS)
        occurred = self.timestamps.resolve(item.device.id, item.ts, received_ms)
        if occurred.skewed:
            flags = _ONE_FLAG[Flag.CLOCK_SKEW]
        elif occurred.late:
            flags = _ONE_FLAG[Flag.LATE]
        else:
            flags = NO_FLAGS
        if retained and not occurred.own:
            flags |= _ONE_FLAG[Flag.RETAINED]
        return Heard(item, occurred, flags)

    def _quarantined(self, record: Record, trouble: Unreadable) -> Quarantined:
        payload = record.payload[_SIZE_BYTES:] if record.kind == RecordKind.OVERSIZE else record.payload
        return Quarantined(self._site, from_ms(record.received_us // 1000), record.topic, trouble.reason, trouble.detail, payload[:KEPT_BYTES], trouble.device)


def as_record(topic: str, payload: bytes, size: int, received_us: int, *, retained: bool) -> Record:
    """How a message is journalled; of one that is too large only its size and beginning."""
    if size <= LARGEST_PAYLOAD_BYTES:
        return Record(RecordKind.MESSAGE, received_us, topic, payload, retained)
    return Record(RecordKind.OVERSIZE, received_us, topic, size.to_bytes(_SIZE_BYTES, "little") + payload[:KEPT_BYTES], retained)


def _oversize(record: Record) -> Decoded:
    size = int.from_bytes(record.payload[:_SIZE_BYTES], "little")
    return Decoded(unreadable=[Unreadable(QuarantineReason.OVERSIZE, f"{size} bytes; at most {LARGEST_PAYLOAD_BYTES} are read")])
