"""Waking a thread that polls sockets."""

from __future__ import annotations

import contextlib
import os


class Wake:
    """A pipe: readable when somebody has called. Register it with the poll, and `settle` it when it is."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def fileno(self) -> int:
        """For `select.poll`."""
        return self._read

    def call(self) -> None:
        """Wake the thread; for any thread, as often as it likes."""
        with contextlib.suppress(OSError):  # it is being woken already; or nobody is there any more
            os.write(self._write, b"\0")

    def settle(self) -> None:
        """Back to sleep, whoever has called until now."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._read, 4096):
                pass

    def close(self) -> None:
        """When nobody polls any more. May be repeated."""
        write, read, self._write, self._read = self._write, self._read, -1, -1
        for descriptor in (write, read):
            if descriptor >= 0:
                os.close(descriptor)
