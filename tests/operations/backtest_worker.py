"""A worker that takes one backtest whose history takes minutes. Run as a module: the records' URL, the store's folder."""

from __future__ import annotations

import sys
from pathlib import Path

from operations.backtests import run_next
from storage.database.records import DatabaseRecords
from tests.operations.test_backtests import FILES, MILL, Clock
from tests.rules.backtest import openers


def main() -> None:
    """Until it is killed."""
    clock = Clock()
    records = DatabaseRecords(sys.argv[1], clock=clock)
    run_next(records, openers.slow(Path(sys.argv[2])), {"mill": MILL}, lambda _site: FILES, clock, settle_s=0)


if __name__ == "__main__":
    main()
