"""Numbers that people call things by."""

from __future__ import annotations

from sqlalchemy import Connection, Executable

from storage.database.prepared import Prepared, insert_into, value
from storage.database.tables import order_numbers


def next_number(connection: Connection, site: str, series: str) -> str:
    """The next number of a site's `series`: ``{series}-007``. Never given twice.

    On PostgreSQL whoever asks next waits until this transaction is over.
    """
    return f"{series}-{_TAKE.rows(connection, site=site, series=series)[0].last:03d}"


def _take(dialect: str) -> Executable:
    first = insert_into(order_numbers, dialect).values(site=value("site", order_numbers.c.site), day=value("series", order_numbers.c.day), last=1)
    return first.on_conflict_do_update(index_elements=["site", "day"], set_={"last": order_numbers.c.last + 1}).returning(order_numbers.c.last)


_TAKE = Prepared(_take)
