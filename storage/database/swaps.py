"""Swaps of shifts, and calendars to subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, or_, select, true, update

from domain.page import Page
from domain.records import Conflict
from domain.swap import CalendarFeed, Swap, SwapFilter, SwapState
from storage.database.columns import has_word
from storage.database.listing import among, page
from storage.database.tables.rota import SWAP_EXPECTED, calendar_feeds, shift_swaps


class DatabaseSwaps:
    """The part of `domain.rotas.Rotas` that people arrange among themselves."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_swap(self, swap: Swap) -> None:
        """A new one."""
        self._connection.execute(insert(shift_swaps).values(**_swap_row(swap)))

    def swap(self, swap_id: str) -> Swap | None:
        """The swap."""
        row = self._connection.execute(select(shift_swaps).where(shift_swaps.c.id == swap_id)).one_or_none()
        return None if row is None else _swap_of(row)

    def save_swap(self, swap: Swap) -> Swap:
        """Store it if the stored version is still `swap.version`; returns it with the next one. Else `Conflict`."""
        saved = replace(swap, version=swap.version + 1)
        where = (shift_swaps.c.id == swap.id) & (shift_swaps.c.version == swap.version)
        if self._connection.execute(update(shift_swaps).where(where).values(**_swap_row(saved))).rowcount == 0:
            raise Conflict(f"the swap {swap.id} is no longer at version {swap.version}")
        return saved

    def swaps(self, where: SwapFilter, *, cursor: str | None = None, limit: int = 50) -> Page[Swap]:
        """Newest first."""
        columns = shift_swaps.c
        to_anybody = and_(columns.colleague.is_(None), columns.state == SwapState.ASKED)
        query = select(shift_swaps).where(
            among(columns.site, where.sites),
            true() if where.states is None else columns.state.in_([state.value for state in where.states]),
            true()
            if where.person is None
            else or_(columns.asker == where.person, columns.colleague == where.person, columns.taker == where.person, to_anybody),
        )
        by = (columns.asked_at, columns.id)
        return page(self._connection, query, by, cursor=cursor, limit=limit, items=lambda rows: [_swap_of(row) for row in rows])

    def swaps_due(self, now: datetime) -> Sequence[Swap]:
        """The open ones that expire by `now`."""
        query = select(shift_swaps).where(SWAP_EXPECTED, shift_swaps.c.next_at <= now).order_by(shift_swaps.c.next_at, shift_swaps.c.id)
        return [_swap_of(row) for row in self._connection.execute(query)]

    def swaps_about(self, duty_ids: Sequence[str]) -> Sequence[Swap]:
        """The open ones that speak of any of these duties."""
        if not duty_ids:
            return []
        about = [has_word(column, duty) for duty in duty_ids for column in (shift_swaps.c.duties, shift_swaps.c.in_return)]
        return [_swap_of(row) for row in self._connection.execute(select(shift_swaps).where(SWAP_EXPECTED, or_(*about)))]

    def add_feed(self, feed: CalendarFeed) -> None:
        """A new one."""
        self._connection.execute(insert(calendar_feeds).values(**{name: getattr(feed, name) for name in _FEED}))

    def feeds(self, person: str) -> Sequence[CalendarFeed]:
        """Those of a person that are not revoked, oldest first."""
        where = (calendar_feeds.c.person == person) & calendar_feeds.c.revoked_at.is_(None)
        return [_feed_of(row) for row in self._connection.execute(select(calendar_feeds).where(where).order_by(calendar_feeds.c.made_at, calendar_feeds.c.id))]

    def feed(self, digest: str) -> CalendarFeed | None:
        """The one whose secret has this SHA-256, unless it is revoked."""
        where = (calendar_feeds.c.digest == digest) & calendar_feeds.c.revoked_at.is_(None)
        row = self._connection.execute(select(calendar_feeds).where(where)).one_or_none()
        return None if row is None else _feed_of(row)

    def revoke_feed(self, feed_id: str, person: str, at: datetime) -> bool:
        """End it; `False`: there is none of this person's."""
        where = (calendar_feeds.c.id == feed_id) & (calendar_feeds.c.person == person) & calendar_feeds.c.revoked_at.is_(None)
        return self._connection.execute(update(calendar_feeds).where(where).values(revoked_at=at)).rowcount > 0

    def feed_used(self, feed_id: str, at: datetime) -> None:
        """Somebody has read it."""
        self._connection.execute(update(calendar_feeds).where(calendar_feeds.c.id == feed_id).values(used_at=at))


_FEED = ("id", "digest", "person", "site", "team", "made_at", "used_at", "revoked_at")
_SWAP = (
    *("id", "site", "asker", "colleague", "duties", "in_return", "since", "until", "asked_at"),
    *("note", "taker", "hints", "decided_by", "decided_at", "next_at", "version"),
)


def _swap_row(swap: Swap) -> dict[str, Any]:
    return {**{name: getattr(swap, name) for name in _SWAP}, "state": swap.state.value}


def _swap_of(row: Row[Any]) -> Swap:
    return Swap(**{name: getattr(row, name) for name in _SWAP}, state=SwapState(row.state))


def _feed_of(row: Row[Any]) -> CalendarFeed:
    return CalendarFeed(**{name: getattr(row, name) for name in _FEED})
