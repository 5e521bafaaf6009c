"""A disk of our own that is soon full: a small file system that only one test sees.

It is mounted in a mount namespace, so nothing of it is left on the machine whatever happens, and two tests do not meet.
A namespace belongs to a thread and to what that starts: the scenario runs in a thread of its own.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.parts import missing

HOW = "run the tests as root, with the right to mount (CAP_SYS_ADMIN)"
_CLONE_NEWNS = 0x0002_0000
_MS_REC, _MS_PRIVATE = 0x4000, 0x4_0000
_BALLAST = "ballast"
_PIECE = 1 << 20
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class SmallDisk:
    """A file system at `folder`."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that are left."""
        return shutil.disk_usage(self.folder).free

    def fill(self) -> None:
        """Somebody else takes all the room. Again: what has become free since."""
        with (self.folder / _BALLAST).open("ab", buffering=0) as ballast:
            try:
                while free := self.free:
                    ballast.write(bytes(min(_PIECE, free)))
            except OSError:
                return  # so full it is

    def make_room(self) -> None:
        """What took the room goes away."""
        (self.folder / _BALLAST).unlink(missing_ok=True)


def with_a_small_disk(folder: Path, size: int, scenario: Callable[[SmallDisk], None]) -> None:
    """Run `scenario` with a disk of `size` bytes at `folder` (which is made); a failure or a skip where none may be mounted."""
    folder.mkdir(parents=True)

    def run() -> bool:
        if not _mounted(folder, size):
            return False
        scenario(SmallDisk(folder))
        return True

    with ThreadPoolExecutor(1) as thread:
        if not thread.submit(run).result():
            missing("a disk that may be filled", HOW)


def _mounted(folder: Path, size: int) -> bool:
    """Mount it for this thread and what it starts from now on; whether we may."""
    if not hasattr(_libc, "unshare") or _libc.unshare(_CLONE_NEWNS) != 0:
        return False
    if _libc.mount(None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None) != 0:
        return False
    return bool(_libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", ctypes.c_ulong(0), f"size={size},mode=0700".encode()) == 0)
