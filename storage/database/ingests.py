"""Who owns a site's ingest, how far its journal has been judged, and what was known of its devices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Connection, Row, Update, case, select, update

from domain.device_info import Fact, Told
from domain.message_rate import Counted
from domain.records import DeviceCheckpoint, Lease, LeaseLost
from domain.time import from_ms, to_ms
from storage.database.prepared import Prepared, value
from storage.database.tables import device_checkpoints, ingests
from storage.database.writing import add_unless_there, put

_FACTS = frozenset(Fact)


def _ours(site: object, epoch: object) -> ColumnElement[bool]:
    """The row of the site, if it is at this epoch and has not been given back."""
    return (ingests.c.site == site) & (ingests.c.epoch == epoch) & ingests.c.expires_at.is_not(None)


def _advance(_dialect: str) -> Update:
    offset = value("offset", ingests.c.journal_offset)
    # Never back: a second thread that has nothing to say of the journal names the offset that it last knew.
    furthest = case((ingests.c.journal_offset < offset, offset), else_=ingests.c.journal_offset)
    return update(ingests).where(_ours(value("site", ingests.c.site), value("epoch", ingests.c.epoch))).values(journal_offset=furthest)


_ADVANCE = Prepared(_advance)


class DatabaseIngests:
    """`domain.records.Ingests`. Each change is a compare-and-set on the epoch.

    `doom` is called before `LeaseLost` is raised: a transaction of a process that no longer owns its site must not
    commit, even if somebody catches the error.
    """

    def __init__(self, connection: Connection, doom: Callable[[LeaseLost], None]) -> None:
        self._connection = connection
        self._doom = doom

    def acquire(self, site: str, owner: str, now: datetime, lease_s: float, *, force: bool = False) -> int:
        """Take the site; returns the new epoch. The same owner may take it again at any time."""
        expires_at = now + timedelta(seconds=lease_s)
        row = self._connection.execute(select(ingests).where(ingests.c.site == site)).one_or_none()
        if row is None:
            if not add_unless_there(self._connection, ingests, {"site": site, "epoch": 1, "owner": owner, "expires_at": expires_at, "journal_offset": 0}):
                self._lost(f"another process has just taken the site {site}")
            return 1
        free = row.owner in (None, owner) or row.expires_at is None or row.expires_at <= now
        if not (free or force):
            self._lost(f"{row.owner} owns the site {site} until {row.expires_at.isoformat()}")
        taken = update(ingests).where(ingests.c.site == site, ingests.c.epoch == row.epoch).values(epoch=row.epoch + 1, owner=owner, expires_at=expires_at)
        if self._connection.execute(taken).rowcount == 0:
            self._lost(f"another process has just taken the site {site}")
        epoch: int = row.epoch + 1
        return epoch

    def renew(self, site: str, epoch: int, now: datetime, lease_s: float) -> None:
        """Keep it; raises `LeaseLost` if the epoch is no longer ours. A lease that ran out unnoticed by others is ours still."""
        renewed = update(ingests).where(_ours(site, epoch)).values(expires_at=now + timedelta(seconds=lease_s))
        if self._connection.execute(renewed).rowcount == 0:
            self._lost(_no_longer_ours(site, epoch))

    def release(self, site: str, epoch: int) -> None:
        """Give it back. Without effect if the epoch is no longer ours; what follows under this epoch raises `LeaseLost`.

        Who it was stays known: it matters whose journal the site's last state is in.
        """
        self._connection.execute(update(ingests).where(_ours(site, epoch)).values(expires_at=None))

    def expel(self, site: str) -> None:
        """Whoever owns it owns it no more: the epoch moves on. On PostgreSQL this waits for a transaction that has advanced or confirmed."""
        self._connection.execute(update(ingests).where(ingests.c.site == site).values(epoch=ingests.c.epoch + 1, expires_at=None))

    def confirm(self, site: str, epoch: int) -> None:
        """Raises `LeaseLost` unless the epoch is ours; until this writing transaction ends nobody can take the site."""
        # The lock is PostgreSQL's; a writing transaction of SQLite is alone anyway. No stronger than what `advance` takes.
        locked = select(ingests.c.epoch).where(_ours(site, epoch)).with_for_update(key_share=True)
        if self._connection.execute(locked).one_or_none() is None:
            self._lost(_no_longer_ours(site, epoch))

    def lease(self, site: str) -> Lease | None:
        """Who owns the site's ingest or was the last to; `None`: nobody ever did."""
        row = self._connection.execute(select(ingests).where(ingests.c.site == site)).one_or_none()
        return None if row is None else _lease(row)

    def leases(self) -> Sequence[Lease]:
        """Of every site, by site."""
        return [_lease(row) for row in self._connection.execute(select(ingests).order_by(ingests.c.site))]

    def advance(self, site: str, epoch: int, offset: int) -> None:
        """Everything before `offset` is judged, and durable once this transaction commits; until then nobody can take the site.

        An offset that lies before the one advanced to changes nothing.
        """
        if _ADVANCE.change(self._connection, {"site": site, "epoch": epoch, "offset": offset}) == 0:
            self._lost(_no_longer_ours(site, epoch))

    def offset(self, site: str) -> int:
        """The journal offset last advanced to; 0 at first."""
        return self._connection.execute(select(ingests.c.journal_offset).where(ingests.c.site == site)).scalar() or 0

    def save_devices(self, checkpoints: Iterable[DeviceCheckpoint]) -> None:
        """Store what is known of devices; of several for one device the last counts."""
        newest = {(item.site, item.device): _device_row(item) for item in checkpoints}
        # In one order everywhere, so that two who do this at once wait for each other instead of locking each other out.
        put(self._connection, device_checkpoints, [newest[key] for key in sorted(newest)])

    def devices(self, site: str) -> Sequence[DeviceCheckpoint]:
        """What was known of the site's devices, by device."""
        query = select(device_checkpoints).where(device_checkpoints.c.site == site).order_by(device_checkpoints.c.device)
        return [_device(row) for row in self._connection.execute(query)]

    def _lost(self, message: str) -> NoReturn:
        lost = LeaseLost(message)
        self._doom(lost)
        raise lost


def _no_longer_ours(site: str, epoch: int) -> str:
    return f"the site {site} is no longer ours (epoch {epoch})"


def _device_row(item: DeviceCheckpoint) -> dict[str, object]:
    counted = item.counted
    return {
        **{name: getattr(item, name) for name in ("site", "device", "online", "last_seen", "clock_offset_s")},
        "counted_since": None if counted is None else counted.since,
        "counted_until": None if counted is None else counted.until,
        "messages": None if counted is None else counted.messages,
        "messages_before": None if counted is None else counted.before,
        "told": {str(fact): [told.value, to_ms(told.at)] for fact, told in item.told.items()} or None,
    }


def _device(row: Row[Any]) -> DeviceCheckpoint:
    counted = None if row.counted_since is None else Counted(row.counted_since, row.counted_until, row.messages, row.messages_before)
    # What a later version knew and this one does not is left out.
    told = {Fact(fact): Told(value, from_ms(ms)) for fact, (value, ms) in (row.told or {}).items() if fact in _FACTS}
    return DeviceCheckpoint(row.site, row.device, row.online, row.last_seen, row.clock_offset_s, counted, told)


def _lease(row: Row[Any]) -> Lease:
    return Lease(row.site, row.owner, row.epoch, row.expires_at)
