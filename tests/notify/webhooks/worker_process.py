"""A worker's pump in a process of its own, to be killed: ``python -m tests.notify.webhooks.worker_process URL SECONDS_AHEAD``."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta

from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.notify.webhooks.scenes import a_pump


def main(url: str, ahead_s: int) -> None:
    records = DatabaseRecords(url, clock=utc_now)
    a_pump(records, lambda: utc_now() + timedelta(seconds=ahead_s)).run(threading.Event(), lambda _: None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
