"""The folder that ingest processes of one machine share: what it is called in the records, and who in it lives.

``ingest/{site}/`` has the site's journal and what belongs to it; whoever has ``claim`` there locked, and nobody else, may
touch them. ``ingest/_processes/{instance}`` is locked by each process while it lives.
"""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path

from steward.folders import own_folder
from steward.shards.flock import Flock

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class DataFolder:
    """A data folder as an owner of sites. It lies on this machine's own disk: a lock of another machine could not be seen."""

    def __init__(self, path: Path) -> None:
        """Makes what is not there. Raises `BadConfiguration` or `OSError`."""
        own_folder(path)
        self._ingest = own_folder(path / "ingest")
        self._processes = own_folder(self._ingest / "_processes")
        self._name = _name(self._ingest / "_name")
        # All containers of a machine have the same boot id, and no two machines: a copy of the folder is not taken for it.
        self.owner = f"{self._name}@{_boot_id()}"
        """What the records call it. Two of the same name see each other's locks."""

    def has_journal_of(self, owner: str | None) -> bool:
        """Whether what `owner` judged last is in the journals here (`None`: nobody has judged yet)."""
        return owner is None or name_of(owner) == self._name

    def of_site(self, site: str) -> Path:
        """The folder of the site's journal."""
        return own_folder(self._ingest / site)

    def claim(self, site: str) -> Flock | None:
        """The right to touch the site's journal, as long as it is kept; `None` while another process has it."""
        return Flock.take(self.of_site(site) / "claim")

    def enter(self, instance: str) -> Flock:
        """Say that the process `instance` lives, until the lock is released. `instance` must never be used again."""
        lock = Flock.take(self._processes / instance)
        if lock is None:
            raise FileExistsError(f"a process {instance} lives already")
        return lock

    def lives(self, instance: str) -> bool:
        """Whether a process that has entered here is still there (it may be paused)."""
        path = self._processes / instance
        if not path.exists():
            return False
        lock = Flock.take(path)
        if lock is None:
            return True
        path.unlink(missing_ok=True)
        lock.release()
        return False


def name_of(owner: str) -> str:
    """The name of an owner's data folder, on whatever machine it lay."""
    return owner.rpartition("@")[0]


def _name(path: Path) -> str:
    """What the folder is called, drawn when it was new; it keeps the name wherever it is moved or mounted."""
    if not path.exists():
        drawn = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        drawn.write_text(f"{socket.gethostname()}-{secrets.token_hex(6)}", encoding="utf-8")
        with drawn.open() as file:
            os.fsync(file.fileno())
        try:
            os.link(drawn, path)  # the first of several processes names it
        except FileExistsError:
            pass
        finally:
            drawn.unlink()
    return path.read_text(encoding="utf-8").strip()


def _boot_id() -> str:
    """Of the running kernel; where it does not tell, the host's name must do."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return socket.gethostname()
