"""What an fsync costs on the journal's disk: tried once at start, because every alarm waits for one."""

from __future__ import annotations

import logging
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

log = logging.getLogger(__name__)

SYNCS = 100
"""At most so many,"""
PATIENCE_S = 0.5
"""and none is begun after this time: a start is not held up by a slow disk."""
BLOCK_BYTES = 4096
SLOW_S = 0.020
"""With a median above this the journal alone takes as long as an alarm may take under load (20 ms)."""
_sync_data = getattr(os, "fdatasync", os.fsync)


@dataclass(frozen=True, slots=True)
class DiskCost:
    """What `syncs` synchronous writes of 4 KiB cost, in seconds."""

    syncs: int
    median_s: float
    worst_s: float

    @property
    def slow(self) -> bool:
        """Whether alarms come late for it."""
        return self.median_s > SLOW_S


def probe(folder: Path) -> DiskCost | None:
    """Write and fdatasync in `folder`; `None` if it cannot be tried (the disk is full, say: the journal will tell).

    Nothing is left behind, also when we are killed meanwhile: the file has no name.
    """
    try:
        descriptor = _nameless(folder)
    except OSError:
        return None
    try:
        times_s = _times(descriptor)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return DiskCost(len(times_s), median(times_s), max(times_s))


def probe_and_tell(site: str, folder: Path) -> tuple[DiskCost | None, str]:
    """Probe `folder` and say in one line of the log what was found; the warning is empty unless the disk is slow."""
    found = probe(folder)
    if found is None:
        log.info("%s: the disk of %s could not be probed", site, folder)
        return None, ""
    said = f"fdatasync of 4 KiB takes {found.median_s * 1000:.1f} ms (median of {found.syncs}, slowest {found.worst_s * 1000:.1f} ms) in {folder}"
    if not found.slow:
        log.info("%s: %s", site, said)
        return found, ""
    slow = f"{said}: alarms wait for that and come late; put the journal on a faster disk"
    log.warning("%s: %s", site, slow)
    return found, slow


def _nameless(folder: Path) -> int:
    """A file in `folder` that is gone when it is closed."""
    path = folder / f".disk-probe-{os.getpid()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    path.unlink()
    return descriptor


def _times(descriptor: int) -> list[float]:
    block = bytes(BLOCK_BYTES)
    began_s = time.perf_counter()
    times_s: list[float] = []
    while not times_s or (len(times_s) < SYNCS and time.perf_counter() - began_s < PATIENCE_S):
        os.pwrite(descriptor, block, len(times_s) * BLOCK_BYTES)  # each appends, as the journal does
        before_s = time.perf_counter()
        _sync_data(descriptor)
        times_s.append(time.perf_counter() - before_s)
    return times_s
