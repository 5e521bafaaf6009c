"""Records in memory: what ingest uses of ``domain.records``, and of ``operations.response`` what becomes of alarms and orders.

Half as small as a lie could be: ``test_contract.py`` gives the same to this and to a real database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NoReturn

from domain.quarantine import Quarantined
from domain.records import DeviceCheckpoint, Lease, LeaseLost
from domain.site import Site
from domain.transition import Change, Transition


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """An alarm. `holds`: its process is abnormal; `ended`: the episode is over; `orders`: how many serve it."""

    key: str
    """The condition's."""
    episode: str
    began: datetime
    holds: bool
    ended: bool
    orders: int


@dataclass
class Tables:
    """Everything that is durable."""

    lease: Lease | None = None
    offset: int = 0
    devices: dict[str, DeviceCheckpoint] = field(default_factory=dict)
    alarms: dict[str, AlarmRow] = field(default_factory=dict)
    """By the episode that each was raised with first."""
    now_at: dict[str, str] = field(default_factory=dict)
    """Episode → the alarm that is or was in it."""
    quarantined: list[Quarantined] = field(default_factory=list)
    told: list[Transition] = field(default_factory=list)

    @property
    def epoch(self) -> int:
        """Of the present owner."""
        return 0 if self.lease is None else self.lease.epoch

    def copy(self) -> Tables:
        """What a transaction changes before it commits."""
        return Tables(self.lease, self.offset, dict(self.devices), dict(self.alarms), dict(self.now_at), list(self.quarantined), list(self.told))


class MemoryRecords:
    """Of one site."""

    def __init__(self) -> None:
        self.tables = Tables()

    def state(self) -> Tables:
        """See `tests.simulation.links.RecordsThere`: a commit puts new tables in place of the old."""
        return self.tables

    def quarantined(self) -> Sequence[Quarantined]:
        """What is in quarantine."""
        return self.tables.quarantined

    @contextmanager
    def transaction(self) -> Iterator[MemoryTransaction]:
        """See `domain.records.Records`."""
        tx = MemoryTransaction(self.tables.copy())
        yield tx
        if tx.lost is not None:
            raise tx.lost
        self.tables = tx.tables

    @contextmanager
    def reading(self) -> Iterator[MemoryTransaction]:
        """See `domain.records.Records`."""
        yield MemoryTransaction(self.tables)


class MemoryTransaction:
    """What ingest uses of `domain.records.Transaction`; it is its own repositories, for there are few."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.lost: LeaseLost | None = None

    @property
    def ingests(self) -> MemoryTransaction:
        return self

    @property
    def alarms(self) -> MemoryTransaction:
        return self

    @property
    def quarantine(self) -> MemoryTransaction:
        return self

    def acquire(self, site: str, owner: str, now: datetime, lease_s: float, *, force: bool = False) -> int:
        lease = self.tables.lease
        if lease is not None and lease.owner != owner and lease.expires_at is not None and lease.expires_at > now and not force:
            self._lose(f"{lease.owner} owns the site {site}")
        epoch = 1 if lease is None else lease.epoch + 1
        self.tables.lease = Lease(site, owner, epoch, now + timedelta(seconds=lease_s))
        return epoch

    def renew(self, site: str, epoch: int, now: datetime, lease_s: float) -> None:
        self.tables.lease = replace(self._own(site, epoch), expires_at=now + timedelta(seconds=lease_s))

    def release(self, site: str, epoch: int) -> None:  # noqa: ARG002  there is one site
        lease = self.tables.lease
        if lease is not None and lease.epoch == epoch:
            self.tables.lease = replace(lease, expires_at=None)

    def confirm(self, site: str, epoch: int) -> None:
        self._own(site, epoch)

    def lease(self, site: str) -> Lease | None:  # noqa: ARG002  likewise
        return self.tables.lease

    def advance(self, site: str, epoch: int, offset: int) -> None:
        self._own(site, epoch)
        self.tables.offset = max(offset, self.tables.offset)

    def offset(self, site: str) -> int:  # noqa: ARG002  likewise
        return self.tables.offset

    def save_devices(self, checkpoints: Iterable[DeviceCheckpoint]) -> None:
        self.tables.devices |= {each.device: each for each in checkpoints}

    def devices(self, site: str) -> Sequence[DeviceCheckpoint]:  # noqa: ARG002  likewise
        return [self.tables.devices[device] for device in sorted(self.tables.devices)]

    def add(self, item: Quarantined) -> None:
        self.tables.quarantined.append(item)

    def standing_at(self, site: str, realm: str = "live") -> Mapping[str, AlarmRow]:  # noqa: ARG002  likewise
        return {alarm.key: alarm for alarm in self.tables.alarms.values() if alarm.holds}

    def _own(self, site: str, epoch: int) -> Lease:
        lease = self.tables.lease
        if lease is None or lease.epoch != epoch or lease.expires_at is None:
            self._lose(f"the site {site} is no longer ours (epoch {epoch})")
        return lease

    def _lose(self, why: str) -> NoReturn:
        self.lost = LeaseLost(why)
        raise self.lost


def respond(tx: MemoryTransaction, transitions: Sequence[Transition], site: Site, now: datetime) -> None:  # noqa: ARG001  as the product's
    """`operations.response.respond`, of alarms without causes, permits or shelves."""
    tables = tx.tables
    for each in transitions:
        tables.told.append(each)
        known = tables.now_at.get(each.episode)
        alarm = None if known is None else tables.alarms[known]
        if each.change in (Change.RAISED, Change.RECORDED):
            if alarm is None:
                _raise(tables, each)
        elif alarm is not None and known is not None and alarm.episode == each.episode:
            tables.alarms[known] = _changed(alarm, each)


def _raise(tables: Tables, transition: Transition) -> None:
    key, recorded = transition.condition, transition.change is Change.RECORDED
    if not recorded:
        for first, alarm in tables.alarms.items():
            if alarm.key == key and not alarm.ended:
                orders = alarm.orders or int(not transition.suppressed)
                tables.alarms[first] = replace(alarm, episode=transition.episode, holds=True, orders=orders)
                tables.now_at[transition.episode] = first
                return
    orders = 0 if recorded or transition.suppressed else 1
    tables.alarms[transition.episode] = AlarmRow(key, transition.episode, transition.occurred_at, not recorded, recorded, orders)
    tables.now_at[transition.episode] = transition.episode


def _changed(alarm: AlarmRow, transition: Transition) -> AlarmRow:
    match transition.change:
        case Change.RETURNED if alarm.holds:
            return replace(alarm, holds=False)  # it ends when somebody acknowledges it, and here nobody does
        case Change.RETIRED:
            return replace(alarm, holds=False, ended=True)
        case Change.UNSUPPRESSED if not alarm.ended:
            return replace(alarm, orders=alarm.orders or 1)
        case _:
            return alarm
