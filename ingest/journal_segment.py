"""The files that a journal lies in: one after the other, each named for the offset of its first byte."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.journal_record import HEAD_BYTES, Found, decode, find, needed

HEADER = b"STEWJ\x01\r\n"
"""Begins every segment; the sixth byte is the version of the format."""
SUFFIX = ".journal"
_CHUNK_BYTES = 1 << 20
_LARGEST_RECORD_BYTES = 1 << 22
"""What says it is longer is a damaged length, not a record."""

Damage = Callable[[int, int], None]
"""Told of ``[from offset, to offset)`` that cannot be read."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the journal. `start` is the offset of its first byte, the header included."""

    path: Path
    start: int

    @classmethod
    def at(cls, folder: Path, start: int) -> Segment:
        """The segment of `folder` that begins at offset `start`."""
        return cls(folder / f"{start:020d}{SUFFIX}", start)

    @property
    def first(self) -> int:
        """The offset of its first record."""
        return self.start + len(HEADER)


def segments_of(folder: Path) -> list[Segment]:
    """The segments in `folder`, oldest first."""
    return sorted((Segment(path, int(path.stem)) for path in folder.glob(f"*{SUFFIX}") if path.stem.isdecimal()), key=lambda segment: segment.start)


def read_segment(segment: Segment, offset: int, end: int, damaged: Damage) -> Iterator[Found]:
    """The records of `segment` from `offset` up to `end`; what is damaged is told and passed over.

    `end` must be an offset that records end at (or the end of the file).
    """
    offset = max(offset, segment.first)
    with segment.path.open("rb", buffering=0) as file:
        descriptor = file.fileno()
        size = _CHUNK_BYTES
        while offset < end:
            data = _read(descriptor, min(size, end - offset), offset - segment.start)
            at = 0
            while (found := decode(data, at)) is not None:
                record, after = found
                yield Found(offset + at, offset + after, record)
                at = after
            size = _CHUNK_BYTES
            if offset + at >= end:
                return
            wanted = needed(data, at) or HEAD_BYTES
            cut_short = len(data) - at < wanted <= min(_LARGEST_RECORD_BYTES, end - offset - at) and offset + len(data) < end
            if cut_short:
                size = max(_CHUNK_BYTES, wanted)
                offset += at
                continue
            rest = _read(descriptor, end - offset - at, offset + at - segment.start)
            good = find(rest, 1)
            resume = end if good is None else offset + at + good
            damaged(offset + at, resume)
            offset = resume


def _read(descriptor: int, size: int, position: int) -> bytes:
    """Exactly `size` bytes unless the file ends before."""
    parts: list[bytes] = []
    while size > 0:
        part = os.pread(descriptor, size, position)
        if not part:
            break
        parts.append(part)
        size -= len(part)
        position += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
