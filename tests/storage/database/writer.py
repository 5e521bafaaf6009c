"""A process that writes alarms, events and notifications: ``python -m tests.storage.database.writer URL NAME COUNT``.

Each transaction first looks whether the alarm is there, as the real ones do, then adds it with its history, its event
and its notification. Writes a line for each that is committed.
"""

from __future__ import annotations

import sys
from itertools import count, islice

from domain.time import utc_now
from storage.database.records import DatabaseRecords
from tests.storage.database.samples import a_notification, an_alarm, an_entry, an_event


def write(url: str, name: str, transactions: int | None) -> None:
    """`transactions` many, or (`None`) until killed."""
    records = DatabaseRecords(url, clock=utc_now, lock_timeout_s=60)
    for number in islice(count(), transactions):
        alarm = an_alarm(id=f"{name}-{number}", episode=f"{name}-{number}")
        with records.transaction() as tx:
            if tx.alarms.by_episode(alarm.episode) is not None:
                raise RuntimeError(f"{alarm.episode} is there already")
            tx.events.append(an_event(subject_id=alarm.id))
            tx.alarms.add(alarm, an_entry(alarm), condition=alarm.episode)
            tx.outbox.add(a_notification(key=alarm.id))
        sys.stdout.write(f"{alarm.id}\n")
        sys.stdout.flush()
    records.close()


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
