"""What ingest remembers beside its journal: the state of rules and devices at an offset."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from ingest import atomic_file

log = logging.getLogger(__name__)

VERSION = 1


class Memory(msgspec.Struct):
    """What judging knows beside the rules: items seen, clocks, and of devices when last seen (epoch ms) and whether online."""

    deduplication: str
    clocks: dict[str, list[object]]
    devices: dict[str, tuple[int | None, bool | None]]
    counted: dict[str, tuple[int, int, int, int | None]] = {}
    """Of devices that spoke: since and until (epoch ms) when messages are counted, how many, and how many before."""
    told: dict[str, dict[str, tuple[str | float | bool, int]]] = {}
    """What devices said of themselves, and when (epoch ms)."""


class Snapshot(msgspec.Struct):
    """The state after everything before journal `offset`. `at_ms` is when it was taken, epoch milliseconds."""

    version: int
    site: str
    at_ms: int
    offset: int
    engine: dict[str, object]
    memory: Memory
    settled: bool = False
    """Whether what came of the last time that nobody listened had been told; then a short break is none."""


def encode(snapshot: Snapshot) -> bytes:
    """As it is kept. It may hold what goes on changing, so this is for the thread that took it."""
    return msgspec.json.encode(snapshot)


def save(path: Path, encoded: bytes) -> None:
    """Replace the snapshot at `path`. `OSError` leaves the old one."""
    atomic_file.write(path, encoded)


def load(path: Path, site: str) -> Snapshot | None:
    """The snapshot at `path`; `None` (and a line in the log) if there is none that can be used."""
    try:
        snapshot = msgspec.json.decode(path.read_bytes(), type=Snapshot)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s: the snapshot %s cannot be used (%s); going on from what the records know", site, path, error)
        return None
    if (snapshot.version, snapshot.site) != (VERSION, site):
        log.warning("%s: the snapshot %s is of version %d and site %s; going on from what the records know", site, path, snapshot.version, snapshot.site)
        return None
    return snapshot
