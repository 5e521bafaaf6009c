"""What is durable in a site's journal, read as it becomes so, and kept when the journal itself has forgotten it."""

from __future__ import annotations

from pathlib import Path

from ingest.journal_record import Found, RecordKind, decode
from ingest.journal_segment import HEADER, SUFFIX
from ingest.session import Message

_BEGINNING = 64
_SIZE_BYTES = 8


class Chronicle:
    """Every durable record, in order. What was written and never synced is not there."""

    def __init__(self) -> None:
        self.records: list[Found] = []
        self._end = 0
        self._newest_us: dict[tuple[str, bytes], int] = {}

    def synced(self, path: Path, data: bytes) -> None:
        """A file was synced; if it is of the journal, what is new in it counts from now on."""
        if path.suffix != SUFFIX:
            return
        start = int(path.stem)
        at = max(self._end - start, len(HEADER))
        while at < len(data) and (found := decode(data, at)) is not None:
            record, after = found
            self.records.append(Found(start + at, start + after, record))
            payload = record.payload[_SIZE_BYTES:] if record.kind == RecordKind.OVERSIZE else record.payload
            self._newest_us[record.topic, payload[:_BEGINNING]] = record.received_us
            at = after
            # Not with the head of a new file: without its folder's sync it may be gone after a power cut.
            self._end = start + after

    def has(self, message: Message) -> bool:
        """Whether this delivery is durable: the same may have come before, so a record that is older does not count."""
        return self._newest_us.get((message.topic, message.payload[:_BEGINNING]), -1) >= message.received_us
