"""Devices that were put aside as not ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, select

from domain.set_aside import SetAside
from storage.database.listing import among
from storage.database.tables.set_aside import set_aside
from storage.database.writing import put


class DatabaseSetAsides:
    """`domain.set_aside.SetAsides`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at(self, sites: tuple[str, ...]) -> Sequence[SetAside]:
        """All of these sites, by site and name."""
        query = select(set_aside).where(among(set_aside.c.site, sites)).order_by(set_aside.c.site, set_aside.c.name, set_aside.c.dialect)
        return [SetAside(**row) for row in self._connection.execute(query).mappings()]

    def put(self, one: SetAside) -> None:
        """Put it aside."""
        put(self._connection, set_aside, [asdict(one)])

    def bring_back(self, site: str, dialect: str, name: str) -> bool:
        """Not aside any more; whether it was."""
        of_it = (set_aside.c.site == site) & (set_aside.c.dialect == dialect) & (set_aside.c.name == name)
        return self._connection.execute(delete(set_aside).where(of_it)).rowcount > 0
