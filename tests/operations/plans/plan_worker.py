"""A worker in the middle of a plan, to be killed: ``python -m tests.operations.plans.plan_worker URL CLOCK before|after``.

It hears the alarm again, as ingest does after a restart, and then sweeps every five seconds of five minutes, one after the
other; the file CLOCK says how late it is, for time does not go back when a process dies. It kills itself with SIGKILL just
before (or just after) the first transaction that has decided anything is committed.
"""

from __future__ import annotations

import os
import signal as signals
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from domain.event_log import NewEvent
from domain.records import Records, Transaction
from domain.time import utc_now
from operations.plans import sweeping, watching
from storage.database.records import DatabaseRecords
from tests.operations.plans.run_scenes import NIGHT, SECOND, SITES, Store, happen, signal

BEFORE, AFTER = "before", "after"
LASTS_S = 300
GROUND_S = 100
"""So long after the alarm the lift stands at the ground floor."""


class Deadly:
    """Records whose process dies around the first transaction that tells the event log anything: whatever is decided is told there."""

    def __init__(self, records: Records, when: str) -> None:
        self._records = records
        self._when = when

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        decided: list[NewEvent] = []
        with self._records.transaction() as tx:
            append = tx.events.append

            def noticed(event: NewEvent) -> None:
                append(event)
                decided.append(event)

            tx.events.append = noticed  # type: ignore[method-assign]  # to see what is told
            yield tx
            self._perhaps(BEFORE, decided)
        self._perhaps(AFTER, decided)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._records.reading() as tx:
            yield tx

    def _perhaps(self, when: str, decided: list[NewEvent]) -> None:
        if decided and when == self._when:
            os.kill(os.getpid(), signals.SIGKILL)


def main(url: str, clock: Path, when: str) -> None:
    opened = DatabaseRecords(url, clock=utc_now)
    records = cast("Records", Deadly(opened, when))
    happen(records, signal())
    for second in range(int(clock.read_text()) if clock.exists() else 0, LASTS_S, 5):
        clock.write_text(str(second))
        now, store = NIGHT + second * SECOND, Store()
        for past in range(0, second + 1, 5):
            store.put("lift-1", "floor", 1.0 if past >= GROUND_S else 9.0, NIGHT + past * SECOND)
        sweeping.sweep(records, SITES, now)
        watching.sweep(records, store, SITES, now)
    opened.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
