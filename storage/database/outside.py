"""Systems outside: clients, and what they call our orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, select, true, update

from domain.outside import ApiClient, OutsideOrder
from domain.records import Conflict
from storage.database.tables.outside import api_clients, outside_orders
from storage.database.writing import add_unless_there

_BATCH = 500
"""Engines limit the number of parameters."""


class DatabaseOutsideSystems:
    """`domain.outside.OutsideSystems`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_client(self, client: ApiClient) -> None:
        """A new one. `Conflict` if its name is taken by one that is not revoked."""
        if not add_unless_there(self._connection, api_clients, asdict(client)):
            raise Conflict(f"there is a client {client.name} already")

    def client(self, client_id: str) -> ApiClient | None:
        """The client."""
        return self._one(api_clients.c.id == client_id)

    def by_key(self, digest: str) -> ApiClient | None:
        """Whose key this is, revoked or not."""
        return self._one(api_clients.c.digest == digest)

    def clients(self) -> Sequence[ApiClient]:
        """All, by name; the newest of a name first."""
        query = select(api_clients).order_by(api_clients.c.name, api_clients.c.created_at.desc())
        return [_client_of(row) for row in self._connection.execute(query)]

    def revoke(self, client_id: str, at: datetime) -> bool:
        """Its key is good for nothing any more; `False` if it already was."""
        mine = (api_clients.c.id == client_id) & api_clients.c.revoked_at.is_(None)
        return self._connection.execute(update(api_clients).where(mine).values(revoked_at=at)).rowcount == 1

    def used(self, client_id: str, at: datetime) -> None:
        """When its key was last used."""
        self._connection.execute(update(api_clients).where(api_clients.c.id == client_id).values(last_used_at=at))

    def link(self, outside: OutsideOrder) -> bool:
        """Remember it; `False` if its source has this number already."""
        return add_unless_there(self._connection, outside_orders, asdict(outside))

    def find(self, source: str, outside_id: str) -> OutsideOrder | None:
        """What the source calls so."""
        query = select(outside_orders).where(outside_orders.c.source == source, outside_orders.c.outside_id == outside_id)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _order_of(row)

    def known(self, source: str, outside_ids: Collection[str]) -> Collection[str]:
        """Which of these the source has already."""
        return {row.outside_id for row in self._rows(outside_orders.c.outside_id, outside_ids, outside_orders.c.source == source)}

    def of_orders(self, order_ids: Collection[str]) -> Mapping[str, OutsideOrder]:
        """By the id of the order, what is called something outside."""
        return {row.order_id: _order_of(row) for row in self._rows(outside_orders.c.order_id, order_ids)}

    def _rows(self, column: Column[Any], keys: Collection[str], also: ColumnElement[bool] | None = None) -> Sequence[Row[Any]]:
        ordered = list(keys)
        batches = (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))
        asked = select(outside_orders).where(true() if also is None else also)
        return [row for batch in batches for row in self._connection.execute(asked.where(column.in_(batch)))]

    def _one(self, where: ColumnElement[bool]) -> ApiClient | None:
        row = self._connection.execute(select(api_clients).where(where)).one_or_none()
        return None if row is None else _client_of(row)


def _client_of(row: Row[Any]) -> ApiClient:
    return ApiClient(**row._asdict())


def _order_of(row: Row[Any]) -> OutsideOrder:
    return OutsideOrder(**row._asdict())
