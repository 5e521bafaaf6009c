"""Views that people keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, select, update

from domain.records import Conflict
from domain.saved_view import SavedView, ViewedPage
from storage.database.listing import among
from storage.database.tables.saved_views import saved_views
from storage.database.writing import add_unless_there

_VIEW = saved_views.c


class DatabaseSavedViews:
    """`domain.saved_view.SavedViews`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, view_id: str) -> SavedView | None:
        """The view."""
        row = self._connection.execute(select(saved_views).where(_VIEW.id == view_id)).one_or_none()
        return None if row is None else _view_of(row)

    def of_person(self, person: str, page: ViewedPage) -> Sequence[SavedView]:
        """Their own, by position."""
        mine = select(saved_views).where(_VIEW.person == person, _VIEW.page == page)
        return [_view_of(row) for row in self._connection.execute(mine.order_by(_VIEW.position, _VIEW.id))]

    def shared(self, sites: tuple[str, ...], page: ViewedPage) -> Sequence[SavedView]:
        """What is shared with people of these sites, by name."""
        theirs = select(saved_views).where(_VIEW.shared_with.is_not(None), _VIEW.page == page, among(_VIEW.shared_with, sites))
        return [_view_of(row) for row in self._connection.execute(theirs.order_by(_VIEW.name, _VIEW.id))]

    def add(self, view: SavedView) -> None:
        """A new one. `Conflict` if its owner has one of that name."""
        if not add_unless_there(self._connection, saved_views, asdict(view)):
            raise Conflict(f"there is a view {view.name} already")

    def save(self, view: SavedView) -> SavedView:
        """Store it with the next version. `Conflict` if it is no longer at this one, or the name is taken."""
        twin = saved_views.alias()
        taken = exists().where(twin.c.person == view.person, twin.c.page == view.page, twin.c.name == view.name, twin.c.id != view.id)
        following = replace(view, version=view.version + 1)
        changed = update(saved_views).where(_VIEW.id == view.id, _VIEW.version == view.version, ~taken)
        if self._connection.execute(changed.values(**asdict(following))).rowcount != 1:
            raise Conflict(f"the view {view.name} has changed, or there is another of its name")
        return following

    def remove(self, view: SavedView) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
        if self._connection.execute(delete(saved_views).where(_VIEW.id == view.id, _VIEW.version == view.version)).rowcount != 1:
            raise Conflict(f"the view {view.name} has changed")


def _view_of(row: Row[Any]) -> SavedView:
    values = row._asdict()
    return SavedView(**{**values, "page": ViewedPage(values["page"])})
