"""Replacing files that people keep: the old or the new one is there, whole, whatever happens; nobody else of us does it meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.problem import BadConfiguration, Problem

PRIVATE, PUBLIC = 0o600, 0o644


@contextlib.contextmanager
def alone_in(folders: Iterable[Path]) -> Iterator[None]:
    """Keep other commands of ours from replacing files in `folders` while the block runs. Raises `BadConfiguration` if one does."""
    descriptors: list[int] = []
    try:
        for folder in sorted({folder.resolve() for folder in folders}):
            try:
                descriptors.append(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
                fcntl.flock(descriptors[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise _problem(folder, "another `steward device` is changing files in this folder", "Try again when it has ended") from None
            except OSError as error:
                raise _problem(folder, f"the folder cannot be used ({error.strerror})", "Correct the path or the rights of the folder") from None
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


class Replacement:
    """One file being replaced, with the owner and the rights that it had; a new one has the rights `mode`.

    What a link leads to is replaced, not the link. Used as a context, and inside of `alone_in`.
    """

    def __init__(self, path: Path, mode: int = PRIVATE) -> None:
        self.path = path
        self._mode = mode
        self._prepared = False
        self._target = path.resolve()
        self._beside = self._target.with_name(f".{self._target.name}.steward-new")
        self.data = self._read()
        """What it holds; `None`: it is not there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._prepared:  # else it is somebody else's
            with contextlib.suppress(OSError):
                self._beside.unlink(missing_ok=True)

    def prepare(self, data: bytes) -> Path:
        """Write `data` durably beside the file, which stays as it is; returns where. Raises `BadConfiguration`."""
        try:
            self._prepared = True
            self._beside.unlink(missing_ok=True)
            descriptor = os.open(self._beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, self._mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                if self.data is not None:
                    self._take_over(descriptor)
                os.fsync(descriptor)
        except OSError as error:
            raise self._cannot_be_written(error) from None
        return self._beside

    def commit(self) -> None:
        """Put what was prepared in the place of the file. Raises `BadConfiguration`, also if somebody has changed it meanwhile."""
        if self._read() != self.data:
            raise _problem(self.path, "somebody has changed the file in the meantime, so it was left as it is now", "Do it again")
        try:
            self._beside.replace(self._target)
            folder = os.open(self._target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise self._cannot_be_written(error) from None

    @property
    def read_by_others(self) -> bool:
        """Whether others than its owner may read the file that is there."""
        return self.data is not None and bool(self._target.stat().st_mode & 0o044)

    def _read(self) -> bytes | None:
        try:
            return self._target.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _problem(self.path, f"the file cannot be read ({error.strerror})", "Correct the path or the rights of the file") from None

    def _take_over(self, descriptor: int) -> None:
        """Whoever could read the old one, such as the broker, can read the new one."""
        old, new = self._target.stat(), os.fstat(descriptor)
        if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, old.st_mode & 0o777)

    def _cannot_be_written(self, error: OSError) -> BadConfiguration:
        remedy = "Use an account that may write in its folder and keep the file's owner (sudo), and a folder that is not mounted read-only"
        return _problem(self.path, f"the file cannot be replaced ({error.strerror}), and stays as it is", remedy)


def _problem(path: Path, problem: str, remedy: str) -> BadConfiguration:
    return BadConfiguration([Problem(str(path), None, problem, remedy)])
