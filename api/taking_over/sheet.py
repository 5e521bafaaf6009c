"""A table that somebody sends, CSV or XLSX, as rows of texts. Whoever made the file may mean harm."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.problems import TooLarge, Unusable
from domain.text import Text

LARGEST = 1024 * 1024
MOST_ROWS = 1000
_MOST_COLUMNS = 50
_LONGEST_CELL = 5000
_MOST_PARTS = 200
_LARGEST_UNPACKED = 30 * 1024 * 1024
_ZIP = b"PK\x03\x04"

_UNREADABLE = Text("无法读取：请上传 CSV（UTF-8 或 GBK）或 XLSX 文件", "This cannot be read. Send CSV (UTF-8 or GBK) or XLSX.")
_TOO_MANY = Text(f"最多 {MOST_ROWS} 行，请拆分后分次导入", f"At most {MOST_ROWS} rows at once. Split the file.")
_HARMFUL = Text("文件内容异常，请用表格软件另存为新文件后再试", "There is more in this workbook than a table. Save it anew with a spreadsheet and try again.")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with something in it; `number` is its number in the file, as a spreadsheet shows it."""

    number: int
    cells: Sequence[str]


def read_sheet(content: bytes) -> tuple[SheetRow, Sequence[SheetRow]]:
    """The row of headings and those below it. Raises `TooLarge` or `Unusable`."""
    if len(content) > LARGEST:
        raise TooLarge(Text(f"文件最大 {LARGEST // 1024} KB", f"A file may have {LARGEST // 1024} KB at most."))
    found: list[SheetRow] = []
    for number, cells in enumerate(_workbook(content) if content.startswith(_ZIP) else _text(content), 1):
        if any(cells):
            found.append(SheetRow(number, cells))
        if len(found) > MOST_ROWS + 1:
            raise TooLarge(_TOO_MANY)
    if not found:
        raise Unusable(Text("文件为空", "The file is empty."))
    return found[0], found[1:]


def _text(content: bytes) -> Iterator[Sequence[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unusable(_UNREADABLE)
    if "\0" in text:
        raise Unusable(_UNREADABLE)
    heading = text.partition("\n")[0]
    try:
        yield from (_tidy(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count), strict=True))
    except csv.Error:
        raise Unusable(_UNREADABLE) from None


def _workbook(content: bytes) -> Iterator[Sequence[str]]:
    try:
        _check_parts(content)
        from openpyxl import load_workbook  # noqa: PLC0415  large, and few ever send a workbook

        # Read-only: cell by cell as they come; values, not formulas; what other files say is not asked.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        yield from (_tidy(row) for row in sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True))
    except Unusable:
        raise
    except Exception:  # noqa: BLE001  a damaged workbook fails in whatever part of the library reads it
        raise Unusable(_UNREADABLE) from None


def _check_parts(content: bytes) -> None:
    """Raises `Unusable` for what unpacks to far more than it is, or holds entities that grow when they are read."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        infos = parts.infolist()
        # What a part says of its size is all that is ever unpacked of it.
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _LARGEST_UNPACKED:
            raise Unusable(_HARMFUL)
        for info in infos:
            if info.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in (part := parts.read(info)) or b"<!ENTITY" in part or b"\0" in part):
                raise Unusable(_HARMFUL)


def _tidy(row: Sequence[object]) -> Sequence[str]:
    return tuple(_words(cell)[:_LONGEST_CELL] for cell in row[:_MOST_COLUMNS])


def _words(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    # An apostrophe that keeps a spreadsheet from running a text is not part of it.
    return text[1:] if text[:1] == "'" and text[1:2] in set("=+-@") else text
