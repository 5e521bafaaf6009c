"""A table of equipment that joins a site, in CSV or XLSX, with headings in Chinese or English; and an empty one to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bridges.point_table import PointTable
from domain.device_type import DeviceType
from domain.problem import BadConfiguration, Problem
from domain.site import Site
from steward.joining.asked import Asked
from steward.joining.comparison import differences
from steward.joining.site_change import Entry

HEADINGS: Mapping[str, Sequence[str]] = {
    "id": ("编号", "ID"),
    "type": ("设备类型", "Type"),
    "name_zh": ("中文名称", "Chinese name"),
    "name_en": ("英文名称", "English name"),
    "space": ("空间", "Space"),
    "gateway": ("网关", "Gateway"),
    "dialect": ("报文格式", "Dialect"),
    "address": ("报文地址", "Address"),
    "interval_s": ("上报间隔（秒）", "Interval (s)"),
    "counts": ("数量", "Counts"),
    "attributes": ("属性", "Attributes"),
    "fed_by": ("上级设备", "Fed by"),
}
TABLE = PointTable(Asked, HEADINGS)
EXAMPLE = "example-1"
"""The id in the row that shows how to fill in the table."""
_EXAMPLE = {"name_zh": "示例：改掉或删除本行", "name_en": "Example: change or delete this row", "counts": "", "attributes": "maintainer=…; room=plant"}
_WIDTH = 22
_TYPED_ROWS = 1_000
"""So many rows of the empty table are of text, so that a spreadsheet makes no number of 0012."""


def entries_of(path: Path) -> Sequence[Entry]:
    """The rows of the table at `path`. Raises `BadConfiguration` with every wrong row."""
    entries = [Entry(row, str(path), line) for line, row in TABLE.read(path)]
    problems = []
    seen: dict[str, int | None] = {}
    for entry in entries:
        name = entry.asked.id
        if name == EXAMPLE:
            problems.append(entry.problem("this is the row that shows how to fill in the table", "Change it, or delete it"))
        elif name in seen:
            problems.append(entry.problem(f"`{name}` stands in line {seen[name]} already", "Give each an ID of its own, or delete one of the rows"))
        seen.setdefault(name, entry.line)
    if problems:
        raise BadConfiguration(problems)
    return entries


class Sorted:
    """The rows of a table, by what the site has of them already."""

    def __init__(self, entries: Sequence[Entry], site: Site) -> None:
        self.new = [entry for entry in entries if entry.asked.id not in site.assets]
        there = [(entry, differences(entry.asked, site)) for entry in entries if entry.asked.id in site.assets]
        self.same = [entry for entry, other in there if not other]
        remedy = "This version changes nothing that is there: edit the site file, or make the row as it is there"
        self.different = [entry.problem(f"`{entry.asked.id}` is there already, but {'; '.join(other)}", remedy) for entry, other in there if other]


def template(path: Path, site: Site, types: Mapping[str, DeviceType], language: str) -> bytes:
    """An empty table for `site`, as a workbook if the name of `path` says so, else as CSV. `language`: ``zh`` or ``en``."""
    headings = [names[0] if language == "zh" else names[-1] for names in HEADINGS.values()]
    type_ = "lift" if "lift" in types else next(iter(types))
    cells = {**_EXAMPLE, "id": EXAMPLE, "type": type_, "space": next(iter(site.spaces))}
    example = [cells.get(field, "") for field in HEADINGS]
    if path.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows([headings, example])
        return text.getvalue().encode("utf-8-sig")
    if path.suffix.lower() != ".xlsx":
        raise BadConfiguration([Problem(str(path), None, "a table is either CSV or XLSX", "Give a name that ends in .csv or .xlsx")])
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    _fill(sheet, "设备" if language == "zh" else "Equipment", [headings, example])
    for row in sheet.iter_rows(min_row=2, max_row=_TYPED_ROWS, max_col=len(headings)):
        for cell in row:
            cell.number_format = "@"
    spaces = [[space.id, site.place_of_space(space.id).zh, site.place_of_space(space.id).en] for space in site.spaces.values()]
    _fill(book.create_sheet(), "空间" if language == "zh" else "Spaces", [[HEADINGS["space"][0 if language == "zh" else 1], "中文", "English"], *spaces])
    kinds = [[type_.key, type_.name.zh, type_.name.en] for type_ in types.values()]
    _fill(book.create_sheet(), "设备类型" if language == "zh" else "Types", [[HEADINGS["type"][0 if language == "zh" else 1], "中文", "English"], *kinds])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _fill(sheet: Worksheet, title: str, rows: Sequence[Sequence[str]]) -> None:
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for number, cell in enumerate(sheet[1], start=1):
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTH
    sheet.freeze_panes = "A2"
