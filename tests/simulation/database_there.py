"""A real database in the place of the records in memory, and what both must agree on in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from domain.quarantine import Quarantined
from domain.records import AlarmFilter, DeviceCheckpoint
from storage.database.records import DatabaseRecords
from tests.simulation.records import MemoryRecords, MemoryTransaction
from tests.simulation.traffic import SITE

_ALL = 10_000


@dataclass(frozen=True)
class Known:
    """What records know in the end. Alarms: (rule, asset, point), episode, whether its process is abnormal, whether it is over, orders."""

    alarms: frozenset[tuple[tuple[str, ...], str, bool, bool, int]]
    standing: frozenset[tuple[str, str]]
    quarantined: int
    devices: tuple[DeviceCheckpoint, ...]
    offset: int


@dataclass(frozen=True)
class Epoch:
    """All that is asked of a database while the world goes on."""

    epoch: int


class DatabaseThere:
    """`tests.simulation.links.RecordsThere` on a real database."""

    def __init__(self, records: DatabaseRecords) -> None:
        self._records = records

    def state(self) -> Epoch:
        """Who owns the site."""
        with self._records.reading() as tx:
            lease = tx.ingests.lease(SITE)
        return Epoch(0 if lease is None else lease.epoch)

    def quarantined(self) -> Sequence[Quarantined]:
        """The newest of each kind; like ones are folded."""
        with self._records.reading() as tx:
            return [entry.item for entry in tx.quarantine.list(("*",), limit=_ALL).items]

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """A real one. What is used of it, the one in memory has, too."""
        with self._records.transaction() as tx:
            yield cast("MemoryTransaction", tx)

    @contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """Likewise."""
        with self._records.reading() as tx:
            yield cast("MemoryTransaction", tx)

    def known(self) -> Known:
        """See `Known`."""
        with self._records.reading() as tx:
            found = tx.alarms.list(AlarmFilter(sites=(SITE,)), limit=_ALL).items
            alarms = frozenset(
                (
                    (alarm.rule, alarm.asset, alarm.point or ""),
                    alarm.episode,
                    alarm.condition and alarm.returned_at is None,
                    alarm.ended_at is not None,
                    0 if tx.orders.of_alarm(alarm.id) is None else 1,
                )
                for alarm in found
            )
            standing = frozenset((key, alarm.episode) for key, alarm in tx.alarms.standing_at(SITE).items())
            return Known(alarms, standing, tx.quarantine.total((SITE,)), tuple(tx.ingests.devices(SITE)), tx.ingests.offset(SITE))


def known(records: MemoryRecords) -> Known:
    """The same of the records in memory."""
    tables = records.tables
    alarms = frozenset((tuple(alarm.key.split("|")), alarm.episode, alarm.holds, alarm.ended, alarm.orders) for alarm in tables.alarms.values())
    standing = frozenset((alarm.key, alarm.episode) for alarm in tables.alarms.values() if alarm.holds)
    devices = tuple(tables.devices[device] for device in sorted(tables.devices))
    return Known(alarms, standing, len(tables.quarantined), devices, tables.offset)
