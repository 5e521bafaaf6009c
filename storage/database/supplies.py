"""Emergency supplies with their histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select, tuple_, update

from domain.page import Page
from domain.post import Post
from domain.records import Conflict
from domain.supply import Supply, SupplyEntry, SupplyStep
from storage.database.listing import among, read_cursor, write_cursor
from storage.database.tables.before_the_rain import SUPPLY_EXPECTED, supplies, supply_entries

_SUPPLY = supplies.c


class DatabaseSupplies:
    """`domain.supply.Supplies`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, supply_id: str) -> Supply | None:
        """The supply, a removed one too."""
        row = self._connection.execute(select(supplies).where(_SUPPLY.id == supply_id)).one_or_none()
        return None if row is None else _supply_of(row)

    def add(self, supply: Supply, entry: SupplyEntry) -> None:
        """A new one."""
        self._connection.execute(insert(supplies).values(**_columns_of(supply)))
        self._note(entry)

    def save(self, supply: Supply, entry: SupplyEntry) -> Supply:
        """Store it with the next version, or raise `Conflict`."""
        following = replace(supply, version=supply.version + 1)
        where = (_SUPPLY.id == supply.id) & (_SUPPLY.version == supply.version)
        if self._connection.execute(update(supplies).where(where).values(**_columns_of(following))).rowcount == 0:
            raise Conflict(f"the supply {supply.name} is no longer at version {supply.version}")
        self._note(entry)
        return following

    def history(self, supply_id: str) -> Sequence[SupplyEntry]:
        """Its history, oldest first."""
        query = (
            select(*(column for column in supply_entries.c if column.name != "position"))
            .where(supply_entries.c.supply_id == supply_id)
            .order_by(supply_entries.c.position)
        )
        rows = self._connection.execute(query).mappings()
        return [SupplyEntry(**{**row, "step": SupplyStep(row["step"])}) for row in rows]

    def due_before(self, moment: datetime) -> Sequence[Supply]:
        """Those about which something has to be decided by `moment`, the longest waiting first."""
        query = select(supplies).where(SUPPLY_EXPECTED, _SUPPLY.check_by <= moment).order_by(_SUPPLY.check_by, _SUPPLY.id)
        return [_supply_of(row) for row in self._connection.execute(query)]

    def list(self, sites: tuple[str, ...], *, removed: bool = False, cursor: str | None = None, limit: int = 50) -> Page[Supply]:
        """Those whose check is due first come first. Raises `ValueError` for a cursor that is not ours or a `limit` below 1."""
        if limit < 1:
            raise ValueError(f"a page has at least one item, not {limit}")
        query = select(supplies).where(among(_SUPPLY.site, sites), _SUPPLY.removed_at.is_not(None) if removed else _SUPPLY.removed_at.is_(None))
        if cursor is not None:
            moment, key = read_cursor(cursor)
            query = query.where(tuple_(_SUPPLY.check_by, _SUPPLY.id) > tuple_(literal(moment, _SUPPLY.check_by.type), literal(key, _SUPPLY.id.type)))
        rows = self._connection.execute(query.order_by(_SUPPLY.check_by, _SUPPLY.id).limit(limit + 1)).all()
        kept = rows[:limit]
        return Page(tuple(_supply_of(row) for row in kept), write_cursor(kept[-1].check_by, kept[-1].id) if len(rows) > limit else None)

    def _note(self, entry: SupplyEntry) -> None:
        self._connection.execute(insert(supply_entries).values(**asdict(entry)))


def _columns_of(supply: Supply) -> dict[str, Any]:
    return {**asdict(supply), "expires_on": None if supply.expires_on is None else supply.expires_on.isoformat()}


def _supply_of(row: Row[Any]) -> Supply:
    expires_on = None if row.expires_on is None else date.fromisoformat(row.expires_on)
    return Supply(**{**row._mapping, "post": Post(row.post), "expires_on": expires_on})  # noqa: SLF001  the row's columns
