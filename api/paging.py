"""Lists come in pages: ``?cursor=&limit=`` in, ``{items, next_cursor}`` out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from api.problems import BadRequest
from domain.page import Page
from domain.text import Text

Item = TypeVar("Item")

LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page is wanted."""

    cursor: str | None
    limit: int

    def of(self, items: Sequence[Item], key: Callable[[Item], str]) -> Page[Item]:
        """The page of a list that is at hand and sorted by the unique `key`. A cursor is the key of the last item seen."""
        cursor = self.cursor
        rest = items if cursor is None else [item for item in items if key(item) > cursor]
        page = tuple(rest[: self.limit])
        return Page(page, key(page[-1]) if len(rest) > self.limit else None)


def page_asked(
    cursor: Annotated[str | None, Query(max_length=300, description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 50,
) -> PageAsked:
    """The page that the request asks for."""
    return PageAsked(cursor, limit)


Paging = Annotated[PageAsked, Depends(page_asked)]


@contextmanager
def our_cursor() -> Iterator[None]:
    """Around the reading of a page: a cursor that the records did not give is the asker's mistake, not ours."""
    try:
        yield
    except ValueError as error:
        raise BadRequest(Text("cursor 无效，请从第一页开始", "This cursor is not one of ours: use `next_cursor`, or begin without.")) from error


def every_item(read: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """All of a list, however long, page by page: for what is counted. `read` gives the page after a cursor."""
    cursor: str | None = None
    while True:
        page = read(cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
