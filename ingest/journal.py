"""The journal of a site: everything that came, in order, before anything is made of it.

Append-only files on disk, checksummed, bounded. Who follows it (the rules by their snapshot, the telemetry writer by
its own offset) reads from any offset; what all have passed is deleted, whole files at a time. An offset is a place in
the journal for ever: it never comes back, also when the files before it are gone.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.journal_record import Found, Record, encode
from ingest.journal_segment import HEADER, Segment, read_segment, segments_of

log = logging.getLogger(__name__)

SEGMENT_BYTES = 64 << 20
LIMIT_BYTES = 2 << 30
_RESERVE = "reserve"
_RESERVE_BYTES = 64 << 10
_sync_data = getattr(os, "fdatasync", os.fsync)


class JournalInUse(Exception):
    """Another process has this journal open."""


class JournalFull(Exception):
    """Nothing was appended: its limit is reached or the disk is full. Stop acknowledging and try again."""


class JournalBroken(Exception):
    """The disk failed in a way after which nothing may be believed; open the journal anew."""


class Journal:
    """A site's journal, open for writing by one thread and for reading by any.

    `append` and `sync` belong together: what was appended is durable, and visible to readers, when `sync` returns.
    """

    def __init__(self, folder: Path, *, limit_bytes: int = LIMIT_BYTES, segment_bytes: int = SEGMENT_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._segment_bytes = max(4096, min(segment_bytes, limit_bytes // 4))
        self._lock = _lock(folder)
        self._buffer: list[bytes] = []
        self._buffered = 0
        self._file = -1
        self._short_of_room = False
        self._told: set[int] = set()
        self._closed_bytes = 0
        """Of all segments but the last."""
        self.damaged_bytes = 0
        """How much of it was found damaged and passed over."""
        self.last_received_us: int | None = None
        """When the newest record was received; `None` in an empty journal."""
        try:
            self._segments = tuple(segments_of(folder))
            self._closed_bytes = sum(segment.path.stat().st_size for segment in self._segments[:-1])
            self._end = self._open_last() if self._segments else self._create(0)
        except BaseException:
            os.close(self._lock)
            raise
        self._keep_reserve()

    @property
    def start(self) -> int:
        """The oldest offset that can be read."""
        return self._segments[0].start

    @property
    def end(self) -> int:
        """Everything before this offset is durable."""
        return self._end

    @property
    def bytes(self) -> int:
        """What it takes on disk."""
        return self._closed_bytes + self._end - self._segments[-1].start

    @property
    def limit_bytes(self) -> int:
        """What it may take on disk."""
        return self._limit_bytes

    def append(self, records: Sequence[Record]) -> int:
        """Buffer `records`; returns the offset that will be the end. All or nothing: raises `JournalFull`, `JournalBroken`."""
        self._writable()
        data = [encode(record) for record in records]
        size = sum(map(len, data))
        if self.bytes + self._buffered + size > self._limit_bytes:
            raise JournalFull(f"the journal holds {self.bytes >> 20} MiB of its {self._limit_bytes >> 20} MiB")
        if self._end + self._buffered - self._segments[-1].start >= self._segment_bytes:
            self.sync()
            self._roll()
        self._buffer += data
        self._buffered += size
        if records:
            self.last_received_us = records[-1].received_us
        return self._end + self._buffered

    def sync(self) -> int:
        """Make what was appended durable; returns the new end. After `JournalFull` nothing of it is there: append it again."""
        if not self._buffer:
            return self._end
        data = memoryview(b"".join(self._buffer))
        self._buffer.clear()
        self._buffered = 0
        position = self._end - self._segments[-1].start
        try:
            written = 0
            while written < len(data):
                written += os.pwrite(self._writable(), data[written:], position + written)
        except OSError as error:
            self._undo(position, error)
            self._short_of_room = True
            raise JournalFull(f"cannot write to {self._folder}: {error.strerror}") from error
        try:
            _sync_data(self._file)
        except OSError as error:
            raise self._broken(error) from error
        self._end += len(data)
        return self._end

    def read(self, from_offset: int) -> Iterator[Found]:
        """Every durable record from `from_offset` to what is the end when the iterator gets there.

        An offset before `start` begins at `start`, and the log says what is missing. What is damaged is passed over,
        and the log says so, once for each place.
        """
        if from_offset < self.start:
            log.error("journal %s: %d to %d was asked for and is no longer there", self._folder, from_offset, self.start)
        offset = max(from_offset, self.start)
        while offset < (end := self._end):
            segments = self._segments
            index = max(index for index, segment in enumerate(segments) if segment.start <= offset)
            segment, following = segments[index], segments[index + 1 : index + 2]
            last = min(following[0].start, segment.start + segment.path.stat().st_size) if following else end
            yield from read_segment(segment, offset, last, self._damaged)
            offset = following[0].start if following else end

    def place_before(self, offset: int) -> int:
        """A place where reading may begin, at or before `offset` (the oldest, if `offset` is older than everything)."""
        return max((segment.start for segment in self._segments if segment.start <= offset), default=self.start)

    def release(self, lowest_offset: int) -> None:
        """Everybody has passed `lowest_offset`: delete the files that lie wholly before it."""
        crowded = self._short_of_room or self.bytes > self._limit_bytes // 2
        if lowest_offset >= self._end and crowded and not self._buffer and self._end > self._segments[-1].first:
            # Nobody needs anything of the last file either: begin another, so that it can go.
            try:
                self._roll()
            except JournalFull:
                self._give_up_reserve()
                return
        keep = 0
        while keep + 1 < len(self._segments) and self._segments[keep + 1].start <= lowest_offset:
            keep += 1
        gone, self._segments = self._segments[:keep], self._segments[keep:]
        for segment in gone:
            self._closed_bytes -= segment.path.stat().st_size
            segment.path.unlink()
        if gone:
            self._short_of_room = False
            self._keep_reserve()

    def begin_at(self, offset: int) -> None:
        """Continue at `offset` if the end lies before it: others remember places of a journal that is gone.

        An offset must never mean two places.
        """
        if offset <= self._end:
            return
        log.error("journal %s: it ends at %d, but %d has been seen; it was deleted or is an old copy", self._folder, self._end, offset)
        self._roll(offset)

    def close(self) -> None:
        """Let go of the files and of the lock. What was appended and not synced is not kept."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            os.close(self._lock)

    def holds_beyond(self, offset: int) -> bool:
        """Whether there is a record at or after `offset`: the beginning of a new file is none."""
        last = self._segments[-1]
        header_only = offset >= last.start and self._end == last.first
        return self._end > offset and not header_only

    def _open_last(self) -> int:
        """Find the end of what is whole in the last segment, cut a torn tail off, open it for writing."""
        segment = self._segments[-1]
        size = segment.path.stat().st_size
        self._file = os.open(segment.path, os.O_RDWR)
        if size < len(HEADER):
            log.warning("journal %s: its newest file was being made when the power went; made anew", self._folder)
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, HEADER, 0)
            os.fsync(self._file)
            return segment.first
        if (header := os.pread(self._file, len(HEADER), 0)) != HEADER:
            raise JournalBroken(f"{segment.path} is no journal of this version (it begins with {header!r})")
        end = segment.first
        holes: list[tuple[int, int]] = []
        for found in read_segment(segment, segment.first, segment.start + size, lambda begin, until: holes.append((begin, until))):
            end = found.next_offset
            self.last_received_us = found.record.received_us
        for begin, until in holes:
            if until <= end:
                self._damaged(begin, until)
        if (torn := segment.start + size - end) > 0:
            log.warning("journal %s: cut off %d bytes at %d that were being written when the process or the power went", self._folder, torn, end)
            os.ftruncate(self._file, end - segment.start)
        os.fsync(self._file)
        return end

    def _create(self, start: int) -> int:
        segment = Segment.at(self._folder, start)
        file = os.open(segment.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            os.pwrite(file, HEADER, 0)
            os.fsync(file)
            _sync_folder(self._folder)
        except OSError:
            os.close(file)
            segment.path.unlink(missing_ok=True)
            raise
        self._file = file
        self._segments = (*self._segments, segment)
        return segment.first

    def _roll(self, start: int | None = None) -> None:
        old = self._writable()
        size = self._end - self._segments[-1].start
        try:
            end = self._create(self._end if start is None else start)
        except OSError as error:
            raise JournalFull(f"cannot write to {self._folder}: {error.strerror}") from error
        os.close(old)
        self._closed_bytes += size
        self._end = end

    def _keep_reserve(self) -> None:
        """A little room that is given up when the disk is full, so that a new file can be begun and an old one go."""
        with contextlib.suppress(OSError):
            (self._folder / _RESERVE).write_bytes(bytes(_RESERVE_BYTES))

    def _give_up_reserve(self) -> None:
        (self._folder / _RESERVE).unlink(missing_ok=True)

    def _writable(self) -> int:
        if self._file < 0:
            raise JournalBroken("the journal is closed, or its disk failed")
        return self._file

    def _undo(self, position: int, error: OSError) -> None:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise self._broken(error) from error
        try:
            os.ftruncate(self._file, position)
        except OSError as second:
            raise self._broken(second) from second

    def _broken(self, error: OSError) -> JournalBroken:
        self.close()
        return JournalBroken(f"cannot write to {self._folder}: {error.strerror}")

    def _damaged(self, begin: int, until: int) -> None:
        if begin not in self._told:
            self._told.add(begin)
            self.damaged_bytes += until - begin
            log.error("journal %s: %d bytes at %d are damaged and cannot be read; what follows is kept", self._folder, until - begin, begin)


def _lock(folder: Path) -> int:
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise JournalInUse(f"{folder} is in use by another process") from None
    return descriptor


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
