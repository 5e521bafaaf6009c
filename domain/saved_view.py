"""Views that people keep: the filters of a list under a name, to come back to them at any desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ViewedPage(StrEnum):
    """A page of which views are kept: a list with its filters, or what trends show."""

    ORDERS = "orders"
    ALARMS = "alarms"
    ASSETS = "assets"
    TRENDS = "trends"


MOST_VIEWS = 50
"""Of one page and person; more than these nobody finds again."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """What `person` (an id) wants to see again of `page`.

    `query` is what stands behind the ``?`` of the page's address (``application/x-www-form-urlencoded``, ASCII), so that
    a view means what its link means. `position` orders a person's views of a page, smallest first. `shared_with` is the
    site whose people all see it too; only its owner changes it. Names are unique among a person's views of a page.
    """

    id: str
    person: str
    page: ViewedPage
    name: str
    query: str
    position: int
    shared_with: str | None = None
    version: int = 1


class SavedViews(Protocol):
    """All that is kept."""

    def get(self, view_id: str) -> SavedView | None:
        """The view."""

    def of_person(self, person: str, page: ViewedPage) -> Sequence[SavedView]:
        """Their own, by position."""

    def shared(self, sites: tuple[str, ...], page: ViewedPage) -> Sequence[SavedView]:
        """What is shared with people of these sites, by name. ``*`` among them means any."""

    def add(self, view: SavedView) -> None:
        """A new one. `Conflict` if its owner has one of that name."""

    def save(self, view: SavedView) -> SavedView:
        """Store it with the next version. `Conflict` if it is no longer at this one, or the name is taken."""

    def remove(self, view: SavedView) -> None:
        """Take it away. `Conflict` if it is no longer at this version."""
