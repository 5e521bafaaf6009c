"""What making something durable costs on the disk that a benchmark writes to: printed with every result."""

from __future__ import annotations

import os
import time
from pathlib import Path
from statistics import median, quantiles

_TIMES = 200
_BYTES = 4096


def fsync_cost(folder: Path) -> str:
    """A line with the median and the 99th percentile of 200 times 4 KiB with fdatasync."""
    path = folder / "fsync-probe"
    costs_us: list[float] = []
    with path.open("wb", buffering=0) as file:
        for _ in range(_TIMES):
            file.write(b"\0" * _BYTES)
            began_s = time.perf_counter()
            os.fdatasync(file.fileno())
            costs_us.append((time.perf_counter() - began_s) * 1e6)
    path.unlink()
    return f"disk: fdatasync of 4 KiB takes {median(costs_us):,.0f} µs (median of {_TIMES}), p99 {quantiles(costs_us, n=100)[98]:,.0f} µs"
