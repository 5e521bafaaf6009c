"""Whether anything at a site is out of service or under a permit: mostly nothing is, and every alarm asks."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from domain.permit import PermitState
from storage.database.prepared import Prepared, value
from storage.database.seen import Seen
from storage.database.tables import NOT_ENDED, PERMIT_IN_HAND, out_of_service, permits

_ANYTHING = Prepared(
    lambda _: select(
        exists().where(NOT_ENDED, out_of_service.c.site == value("site", out_of_service.c.site)).label("out_of_service"),
        exists().where(PERMIT_IN_HAND, permits.c.site == value("site", permits.c.site), permits.c.state == PermitState.ACTIVE.value).label("permits"),
    )
)


def see_restrictions(connection: Connection, seen: Seen, site: str) -> None:
    """Where there is nothing of a kind, `seen` knows it afterwards."""
    if site in seen.out_of_service or site in seen.permits:
        return
    found = _ANYTHING.rows(connection, site=site)[0]
    if not found.out_of_service:
        seen.out_of_service[site] = []
    if not found.permits:
        seen.permits[site] = []
