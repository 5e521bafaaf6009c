"""A table as an XLSX workbook: written row by row into a file of its own, which is gone once it is sent."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from api.tables.harmless import harmless

Row = Sequence[object]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL = 32_767
"""What a cell can hold (ECMA-376 as Excel reads it)."""
_NARROWEST, _WIDEST = 10, 48
_LOOKED_AT = 200
"""Rows by which the columns' widths are chosen: they stand before the rows in the file."""


def workbook_answer(name: str, headings: Sequence[str], rows: Iterable[Row]) -> FileResponse:
    """The table as a download called ``{name}.xlsx``."""
    descriptor, place = tempfile.mkstemp(prefix="steward-", suffix=".xlsx")
    os.close(descriptor)
    path = Path(place)
    try:
        write_workbook(path, name, headings, rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return FileResponse(path, media_type=MEDIA_TYPE, filename=f"{name}.xlsx", background=BackgroundTask(path.unlink, missing_ok=True))


def write_workbook(path: Path, name: str, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """One sheet with its headings bold and frozen. Numbers stay numbers; every text is a text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    left = iter(rows)
    first = list(islice(left, _LOOKED_AT))
    for number, heading in enumerate(headings):
        widest = max([_width(heading) + 2, *(_width(str(row[number])) for row in first if number < len(row) and row[number] is not None)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(max(widest, _NARROWEST), _WIDEST)
    head = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, heading)
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    for chunk in (first, left):
        for row in chunk:
            sheet.append([_cell(sheet, each) for each in row])
    book.save(path)


def _cell(sheet: Any, value: object) -> Any:  # noqa: ANN401  openpyxl names neither type
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", harmless(value))[:_LONGEST_CELL])
    cell.data_type = "s"
    return cell


def _width(text: str) -> int:
    """In columns: a Chinese character takes two."""
    return max((sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in text.splitlines()), default=0)  # noqa: PLR2004  where East Asian scripts begin
