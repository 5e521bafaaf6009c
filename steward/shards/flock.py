"""A file lock that says "I live": the system lets go of it when, and only when, its process is gone."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Flock:
    """A lock that this process has. A process that is paused keeps it; one that was killed has lost it before anybody can look."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @staticmethod
    def take(path: Path) -> Flock | None:
        """Lock the file at `path`, made if it is not there; `None` if another has it. May raise `OSError`."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except BaseException:
            os.close(descriptor)
            raise
        return Flock(descriptor)

    def release(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)
