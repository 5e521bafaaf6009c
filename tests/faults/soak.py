"""Faults by chance for hours: `python -m tests.faults.soak --hours 8`. Each seed is said before it is played.

A seed that failed is played again with `--seed` (and the same `--seconds`), or in the tests by `STEWARD_FAULTS_SEEDS`.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.disorder import play


def main() -> int:
    """Play until the time is over; 1 if any seed failed. The files of one that failed are kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long faults happen for each seed")
    parser.add_argument("--seed", type=int, help="only this one")
    options = parser.parse_args()
    until = time.monotonic() + options.hours * 3600
    failed: list[int] = []
    played = 0
    while (options.seed is None and time.monotonic() < until) or played == 0:
        seed = secrets.randbelow(1_000_000) if options.seed is None else options.seed
        say(f"seed {seed} ...")
        folder = Path(tempfile.mkdtemp(prefix=f"steward-soak-{seed}-"))
        try:
            say(play(folder, seed, options.seconds))
        except Exception as error:  # noqa: BLE001  whatever it was: it is said, and the next one is played
            say(f"FAILED, files in {folder}: {type(error).__name__}: {error}")
            failed.append(seed)
        played += 1
    say(f"{played} seeds played, {len(failed)} failed{': ' + ', '.join(map(str, failed)) if failed else ''}")
    return 1 if failed else 0


def say(text: str) -> None:
    """A line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
