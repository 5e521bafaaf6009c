"""A process that writes batches to SQLite telemetry until it is killed, and says after each how many are written.

Run as ``python -m tests.storage.telemetry.endless_writer FOLDER``.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from storage.telemetry.sqlite import SqliteTelemetry
from tests.storage.telemetry.messages import said

BATCH = 50


def main() -> None:
    """Write for ever: one device, a message a second of its own time."""
    store = SqliteTelemetry(Path(sys.argv[1]))
    for number in itertools.count():
        first = number * BATCH
        store.write([said(seconds, {"floor": float(seconds)}) for seconds in range(first, first + BATCH)])
        sys.stdout.write(f"{first + BATCH}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
