"""Lists as CSV that a spreadsheet opens as it should: UTF-8 with a mark, CRLF, and no cell that it would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.responses import StreamingResponse

from api.asked import Language
from domain.page import Page
from domain.text import Text

Item = TypeVar("Item")

MOST_ROWS = 20_000
_MARK = "\ufeff"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column: its heading, and its cell for an item in a language."""

    heading: Text
    cell: Callable[[Item, Language], object]


def csv_answer(name: str, columns: Sequence[Column[Item]], items: Iterable[Item], language: Language) -> StreamingResponse:
    """The table as a download called ``{name}.csv``. Synchronous items are read in a worker thread, page by page."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(_lines(columns, items, language), media_type="text/csv; charset=utf-8", headers=headers)


def all_pages(read: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Every item of a paged list, to `MOST_ROWS`; `read` gives the page after a cursor."""
    cursor: str | None = None
    left = MOST_ROWS
    while True:
        page = read(cursor)
        yield from page.items[:left]
        left -= len(page.items)
        cursor = page.next_cursor
        if cursor is None or left <= 0:
            return


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula: numbers stay numbers, suspicious text gets an apostrophe."""
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if not isinstance(cell, int | float) and text.lstrip(" ").startswith(_RUNS) else text


def _lines(columns: Sequence[Column[Item]], items: Iterable[Item], language: Language) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_MARK)
    writer.writerow([harmless(in_language(column.heading, language)) for column in columns])
    for item in items:
        yield _taken(buffer)
        writer.writerow([harmless(column.cell(item, language)) for column in columns])
    yield _taken(buffer)


def in_language(text: Text, language: Language) -> str:
    """`text` in the language asked for."""
    return text.zh if language is Language.ZH else text.en


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
