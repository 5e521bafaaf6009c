"""When the posts of a site are to be looked at: at once after any change of duty."""

from __future__ import annotations

from sqlalchemy import Connection, update

from domain.time import EPOCH
from storage.database.tables.rota import rota_watches


def look_again(connection: Connection, site: str) -> None:
    """The posts of `site` are to be looked at as soon as possible; sites that keep no rota are left alone."""
    connection.execute(update(rota_watches).where(rota_watches.c.site == site).values(next_at=EPOCH))
