"""The wall clock of one process, stepped while it runs, as somebody sets the time or NTP corrects it at once.

By libfaketime (Debian: ``faketime``): every answer of the wall clock is shifted by what stands in a file; the steady
clock is left alone, as a real step leaves it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.parts import missing

_PLACES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")


@dataclass(frozen=True)
class SteppedClock:
    """A clock whose shift stands in `file`; `library` is what shifts it."""

    file: Path
    library: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process must be started with to go by this clock."""
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",  # it looks into the file once a second
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """From about a second on the clock is ahead of the right time by `seconds` (behind: negative)."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self.file)


def stepped_clock(folder: Path) -> SteppedClock:
    """A clock that is right to begin with; its file lies in `folder`. A failure or a skip without libfaketime."""
    found = [path for pattern in _PLACES for path in Path("/").glob(pattern.lstrip("/")) if os.access(path, os.R_OK)]
    if not found:
        missing("libfaketime", "apt install faketime")
    clock = SteppedClock(folder / "clock", found[0])
    clock.step(0)
    return clock
