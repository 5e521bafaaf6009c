"""The disk below ingest: real files in a folder, and what of them would be left if the power went now.

A kill leaves everything as it was written. A power cut leaves what was synced, and of the rest what chance will have:
part of a tail, a hole in it, an old name or a new one.
"""

from __future__ import annotations

import errno
import os
import random
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import ingest.atomic_file
import ingest.disk_probe
import ingest.journal
from tests.simulation.scheduler import Killed, Process, Scheduler

Synced = Callable[[Path, bytes], None]
"""Told of a file and of what of it is durable now."""


class Disk:
    """One machine's disk; `folders` are those that count. Faults: `full`, `failing` (the next sync fails, once)."""

    def __init__(self, scheduler: Scheduler, chance: random.Random, folders: tuple[Path, ...], synced: Synced) -> None:
        self.full = False
        self.failing = False
        self.slowest_s = 0.004
        self._scheduler = scheduler
        self._chance = chance
        self._folders = folders
        self._synced = synced
        self._content: dict[int, bytes] = {}
        """Inode → what of it is durable."""
        self._names: dict[Path, dict[str, int]] = {folder: {} for folder in folders}
        """Folder → name → inode, as far as durable."""
        self._open: dict[int, tuple[Process, Path]] = {}

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The product's modules that write files see this disk."""
        module = ModuleType("os")
        vars(module).update(vars(os))
        vars(module).update(pwrite=self._pwrite, fsync=self._sync, fdatasync=self._sync, ftruncate=self._truncate, open=self._open_file, close=self._close)
        with ExitStack() as stack:
            stack.enter_context(patch.object(ingest.journal, "os", module))
            stack.enter_context(patch.object(ingest.atomic_file, "os", module))
            stack.enter_context(patch.object(ingest.journal, "_sync_data", self._sync))
            stack.enter_context(patch.object(ingest.disk_probe, "probe_and_tell", lambda *_: (None, "")))
            yield

    def let_go(self, process: Process) -> None:
        """A dead process holds no files."""
        for descriptor in [each for each, (holder, _) in self._open.items() if holder is process]:
            del self._open[descriptor]
            os.close(descriptor)

    def cut_power(self) -> None:
        """Everything that was not synced is at the mercy of chance."""
        for folder in self._folders:
            before, now = self._names[folder], self._names_in(folder)
            for name in sorted(before.keys() | now.keys()):
                self._settle(folder / name, before.get(name), now.get(name))
            self._names[folder] = self._names_in(folder)
            for name, inode in self._names[folder].items():
                self._content[inode] = (folder / name).read_bytes()

    def _settle(self, path: Path, before: int | None, now: int | None) -> None:
        if before != now and self._chance.random() < 0.5:
            if before is None:
                path.unlink()
            else:
                path.write_bytes(self._content[before])
            return
        if now is None:
            return
        durable, written = self._content.get(now, b""), path.read_bytes()
        if written != durable:
            path.write_bytes(self._left_of(durable, written))

    def _left_of(self, durable: bytes, written: bytes) -> bytes:
        """What a power cut leaves of a file."""
        if not written.startswith(durable):
            return self._chance.choice((durable, written))
        tail = bytearray(written[len(durable) :])
        del tail[self._chance.randint(0, len(tail)) :]
        if tail and self._chance.random() < 0.3:
            begin, until = sorted((self._chance.randint(0, len(tail)), self._chance.randint(0, len(tail))))
            tail[begin:until] = bytes(until - begin)
        return durable + bytes(tail)

    def _pwrite(self, descriptor: int, data: bytes | memoryview, position: int) -> int:
        view = memoryview(data)
        try:
            self._scheduler.step("write", str(len(view)))
        except Killed:
            os.pwrite(descriptor, view[: self._chance.randint(0, len(view))], position)
            raise
        if self.full:
            part = self._chance.randint(0, len(view) // 2)
            if part == 0 or self._chance.random() < 0.5:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return os.pwrite(descriptor, view[:part], position)
        return os.pwrite(descriptor, view, position)

    def _sync(self, descriptor: int) -> None:
        scheduler = self._scheduler
        scheduler.step("sync")
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            folder = next(folder for folder in self._folders if folder.stat().st_ino == found.st_ino)
            names = self._names_in(folder)
            scheduler.sleep(self._chance.uniform(0, self.slowest_s))
            self._names[folder] = names
            scheduler.step("synced", folder.name)
            return
        path = self._open[descriptor][1] if descriptor in self._open else self._path_of(found.st_ino)
        data = path.read_bytes()
        if self.full and path.suffix == ".new":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.failing:
            self._fail(path, found.st_ino)
        scheduler.sleep(self._chance.uniform(0, self.slowest_s))
        self._content[found.st_ino] = data
        self._synced(path, data)
        scheduler.step("synced", path.name)

    def _fail(self, path: Path, inode: int) -> None:
        """The disk could not write what it had been given: it may be there to read until the power goes, or be gone now."""
        self.failing = False
        self._scheduler.note("sync fails", path.name)
        if self._chance.random() < 0.5:
            path.write_bytes(self._content.get(inode, b""))
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _truncate(self, descriptor: int, size: int) -> None:
        self._scheduler.step("truncate", str(size))
        os.ftruncate(descriptor, size)

    def _open_file(self, path: Path, flags: int, mode: int = 0o777) -> int:
        self._scheduler.step("open", path.name)
        if self.full and flags & os.O_CREAT and not path.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        descriptor = os.open(path, flags, mode)
        self._open[descriptor] = self._scheduler.task.process, path
        return descriptor

    def _close(self, descriptor: int) -> None:
        if self._open.pop(descriptor, None) is not None:
            os.close(descriptor)

    def _path_of(self, inode: int) -> Path:
        return next(folder / name for folder in self._folders for name, found in self._names_in(folder).items() if found == inode)

    @staticmethod
    def _names_in(folder: Path) -> dict[str, int]:
        if not folder.exists():
            return {}
        with os.scandir(folder) as entries:
            return {entry.name: entry.inode() for entry in entries if entry.is_file()}
