"""Views that people keep of lists."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import Schema
from domain.saved_view import MOST_VIEWS, ViewedPage

ViewName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
ViewQuery = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[!-~]*$")]
QUERY = "What stands behind the `?` of the page's address, percent-encoded; empty: everything."


class SavedView(Schema):
    """A view: the filters of a list under a name."""

    id: str
    page: ViewedPage
    name: str
    query: str = Field(description=QUERY)
    mine: bool = Field(description="Whether you keep it; others' you see because they share it with a site of yours.")
    by: str = Field(description="The name of whoever keeps it.")
    shared_with: str | None = Field(description="The site whose people all see it; null: nobody else does.")
    version: int


class SavedViews(Schema):
    """Your views of a page in your order, then those that others share with you, by name."""

    items: list[SavedView]


class SavedViewIn(Schema):
    """A view to keep."""

    page: ViewedPage
    name: ViewName
    query: ViewQuery = Field(description=QUERY)
    shared_with: str | None = Field(None, max_length=64, description="Needs the permission `share_view` there.")


class SavedViewChange(Schema):
    """What is left out stays as it is."""

    name: ViewName | None = None
    query: ViewQuery | None = Field(None, description=QUERY)
    shared_with: str | None = Field(None, max_length=64, description="A site; empty: share it with nobody. Needs the permission `share_view` there.")


class ViewOrder(Schema):
    """All your views of a page, in the order wanted."""

    page: ViewedPage
    ids: list[str] = Field(max_length=MOST_VIEWS)
