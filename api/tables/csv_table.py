"""Lists as tables that a spreadsheet opens as it should: CSV in UTF-8 with a mark and CRLF, or XLSX; no cell that it would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.asked import Form, Language
from api.tables.harmless import harmless
from domain.page import Page
from domain.text import Text

__all__ = ["MOST_ROWS", "Column", "TooManyRows", "all_pages", "csv_answer", "harmless", "in_language"]

Item = TypeVar("Item")
Row = Sequence[object]

MOST_ROWS = 20_000
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """A column: its heading, and its cell for an item in a language."""

    heading: Text
    cell: Callable[[Item, Language], object]


class TooManyRows(Exception):
    """The list goes on after `MOST_ROWS`: the table says so in its last line."""


CUT = Text(
    f"以上为前 {MOST_ROWS} 行，其余未导出；请缩小时间或筛选范围后分次导出",
    f"These are the first {MOST_ROWS} rows; the rest is left out. Narrow the dates or filters and export in parts.",
)


def csv_answer(name: str, columns: Sequence[Column[Item]], items: Iterable[Item], language: Language) -> Response:
    """The table as a download called ``{name}.csv``, or ``{name}.xlsx`` where the request asks for ``format=xlsx``.

    Synchronous items are read in a worker thread, page by page. The items may end in `TooManyRows`.
    """
    return _TableAnswer(name, columns, items, language)


class _TableAnswer(Response, Generic[Item]):
    """Sees what was asked for when it is sent, so that routes need not care for kinds of tables."""

    def __init__(self, name: str, columns: Sequence[Column[Item]], items: Iterable[Item], language: Language) -> None:
        super().__init__()
        self._name = name
        self._columns = columns
        self._items = items
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        asked = QueryParams(scope["query_string"]).get("format")
        answer = await run_in_threadpool(self._workbook) if asked == Form.XLSX else self._text()
        await answer(scope, receive, send)

    def _text(self) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="{self._name}.csv"'}
        return StreamingResponse(_lines(self._columns, self._items, self._language), media_type="text/csv; charset=utf-8", headers=headers)

    def _workbook(self) -> Response:
        headings = [in_language(column.heading, self._language) for column in self._columns]
        rows = ([column.cell(item, self._language) for column in self._columns] for item in self._items)
        from api.tables.workbook import workbook_answer  # noqa: PLC0415  openpyxl is large, and a workbook rare

        return workbook_answer(self._name, headings, whole(rows, [in_language(CUT, self._language)]))


def whole(rows: Iterable[Row], cut: Row) -> Iterator[Row]:
    """`rows`, and `cut` after them if they end in `TooManyRows`."""
    try:
        yield from rows
    except TooManyRows:
        yield cut


def all_pages(read: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Every item of a paged list, to `MOST_ROWS`; then `TooManyRows` if there are more. `read` gives the page after a cursor."""
    cursor: str | None = None
    left = MOST_ROWS
    while True:
        page = read(cursor)
        yield from page.items[:left]
        left -= len(page.items)
        cursor = page.next_cursor
        if left < 0 or (left == 0 and cursor is not None):
            raise TooManyRows
        if cursor is None:
            return


def _lines(columns: Sequence[Column[Item]], items: Iterable[Item], language: Language) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(_MARK)
    writer.writerow([harmless(in_language(column.heading, language)) for column in columns])
    for row in whole(([column.cell(item, language) for column in columns] for item in items), [in_language(CUT, language)]):
        yield _taken(buffer)
        writer.writerow([harmless(cell) for cell in row])
    yield _taken(buffer)


def in_language(text: Text, language: Language) -> str:
    """`text` in the language asked for."""
    return text.zh if language is Language.ZH else text.en


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
