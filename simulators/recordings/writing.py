"""Writing a recording so that it can be read whatever becomes of the writer."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from simulators.recordings.recording import Header, Mark, Recorded, line_of

_MOST_WAITING = 256 * 1024
"""Bytes gathered before they are written without being asked for."""
_ROOM_TO_END = 512
"""Bytes kept for the mark at the end, and for that of gzip."""
_COMPRESSION = 5


class RecordingWriter:
    """A new file `path` of at most `most_bytes`, for this user only; gzip when its name ends in ``.gz``.

    What `flush` has given to the operating system outlives ``kill -9``. Compressed, each flush ends a block of deflate
    (Z_SYNC_FLUSH), so that everything before can be unpacked without what should have followed. Raises `FileExistsError`
    and other `OSError`.
    """

    def __init__(self, path: Path, header: Header, *, most_bytes: int) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb", buffering=0)
        # Neither name nor time stands in the gzip header: both would say more than the recording does.
        self._packed = gzip.GzipFile("", "wb", _COMPRESSION, self._file, mtime=0) if path.suffix == ".gz" else None
        self._most_bytes = most_bytes
        self._waiting = bytearray(line_of(header))
        self.flush()

    @property
    def size(self) -> int:
        """Bytes in the file."""
        return self._file.tell()

    def write(self, message: Recorded) -> bool:
        """Add `message`; `False`, and it is not added, when the file would become too large."""
        line = line_of(message)
        if not self._has_room(len(line)):
            self.flush()
            if not self._has_room(len(line)):
                return False
        self._add(line)
        return True

    def mark(self, at_us: int, what: str, why: str = "") -> None:
        """Say what happened to the recording itself."""
        self._add(line_of(Mark(at_us, what, why)))

    def flush(self) -> None:
        """Give everything to the operating system."""
        if not self._waiting:
            return
        waiting, self._waiting = bytes(self._waiting), bytearray()
        if self._packed is None:
            self._write_all(waiting)
        else:
            self._packed.write(waiting)
            self._packed.flush()

    def close(self) -> None:
        """Write the rest; what is not on the disk then soon is."""
        try:
            self.flush()
            if self._packed is not None:
                self._packed.close()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self.close()

    def _has_room(self, more: int) -> bool:
        return self.size + len(self._waiting) + more + _ROOM_TO_END <= self._most_bytes

    def _add(self, line: bytes) -> None:
        self._waiting += line
        if len(self._waiting) >= _MOST_WAITING:
            self.flush()

    def _write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
