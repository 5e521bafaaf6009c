"""Processes of a benchmark: what they take of the processor and of memory."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from pathlib import Path

import psutil


def cpu_s(process: psutil.Process) -> float:
    """Processor time of all its threads so far, also of one that has just ended and was not waited for."""
    used = process.cpu_times()
    return used.user + used.system


def peak_rss_mb(process: psutil.Process) -> float:
    """The most memory that it has had resident; where the system does not say, what it has now. 0 when it has ended."""
    with contextlib.suppress(OSError):
        if found := re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"), re.MULTILINE):
            return int(found[1]) * 1024 / 1e6
    with contextlib.suppress(psutil.Error):
        return process.memory_info().rss / 1e6
    return 0.0


def has_ended(process: psutil.Process) -> bool:
    """Whether it runs no more; it need not have been waited for."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def child_named(name: str, but: Iterable[psutil.Process] = ()) -> psutil.Process | None:
    """The newest child of ours whose program is called `name`; `None` when the part is not ours (a given server, a container)."""
    known = {process.pid for process in but}
    found = [child for child in psutil.Process().children() if child.name() == name and child.pid not in known]
    return max(found, key=lambda child: child.create_time(), default=None)
