"""Numbers that people call things by."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.database import writing
from storage.database.tables import order_numbers


def next_number(connection: Connection, site: str, series: str) -> str:
    """The next number of a site's `series`: ``{series}-007``. Never given twice.

    On PostgreSQL whoever asks next waits until this transaction is over.
    """
    first = writing.insert(connection, order_numbers).values(site=site, day=series, last=1)
    taken = first.on_conflict_do_update(index_elements=["site", "day"], set_={"last": order_numbers.c.last + 1}).returning(order_numbers.c.last)
    return f"{series}-{connection.execute(taken).scalar_one():03d}"
