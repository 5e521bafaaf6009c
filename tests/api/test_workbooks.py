"""Lists as XLSX: the same as CSV, with a frozen heading and nothing that runs."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from api.tables import csv_table
from api.tables.workbook import write_workbook
from tests.api.world import GUARD, MANAGER, World

TABLES = ["/alarms", "/work-orders", "/assets", "/incidents", "/permits", "/out-of-service", "/quarantine", "/reports/alarm-figures"]


def sheet_of(content: bytes) -> Any:  # noqa: ANN401  openpyxl's sheet
    return load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("path", TABLES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_can_be_had_as_a_workbook_with_the_headings_of_its_csv(world: World, path: str, language: str) -> None:
    world.raised()
    params = {"lang": language, "site": "riverside", "date": "2026-01-31"}
    text = world.get(path, MANAGER, params={**params, "format": "csv"})
    book = world.get(path, MANAGER, params={**params, "format": "xlsx"})
    assert (text.status_code, book.status_code) == (200, 200)
    assert book.headers["content-disposition"].endswith('.xlsx"')
    sheet = sheet_of(book.content)
    headings = next(csv.reader(io.StringIO(text.text.removeprefix("\ufeff"))))
    assert [cell.value for cell in sheet[1]] == headings
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)
    assert sheet.max_row == len(text.text.splitlines())


def test_it_needs_the_same_permission(world: World) -> None:
    assert world.get("/alarms", GUARD, params={"format": "xlsx"}).status_code == 403


def test_no_cell_is_a_formula(world: World) -> None:
    world.post("/work-orders", GUARD, json={"site": "riverside", "title": '=HYPERLINK("https://evil.example")', "department": "engineering"})
    sheet = sheet_of(world.get("/work-orders", MANAGER, params={"format": "xlsx"}).content)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n", "b"}
    assert '\'=HYPERLINK("https://evil.example")' in [cell.value for cell in sheet[2]]


def test_what_no_workbook_can_hold_is_replaced(tmp_path: Any) -> None:  # noqa: ANN401  a path
    write_workbook(tmp_path / "a.xlsx", "a" * 50, ["x", "y"], [["\x00\x0b", "z" * 40_000], [float("nan"), 1.5]])
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [["\ufffd\ufffd", "z" * 32_767], ["nan", 1.5]]


def test_every_row_is_there_also_beyond_those_that_widths_are_chosen_by(tmp_path: Any) -> None:  # noqa: ANN401  a path
    write_workbook(tmp_path / "a.xlsx", "a", ["n"], ([number] for number in range(500)))
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == list(range(500))


@pytest.mark.parametrize(("form", "rows"), [("csv", 2), ("xlsx", 2)])
def test_a_table_that_is_cut_says_so_in_its_last_line(world: World, monkeypatch: pytest.MonkeyPatch, form: str, rows: int) -> None:
    monkeypatch.setattr(csv_table, "MOST_ROWS", rows)
    for number in range(3):
        world.raised(episode=f"e{number}", rule=f"lift.{number}")
    answer = world.get("/alarms", MANAGER, params={"format": form, "lang": "en"})
    lines = answer.text.splitlines() if form == "csv" else [str(row[0].value) for row in sheet_of(answer.content).iter_rows()]
    assert len(lines) == 1 + rows + 1
    assert "Narrow" in lines[-1]


def test_the_file_is_gone_once_it_is_sent(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:  # noqa: ANN401  a path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert world.get("/alarms", MANAGER, params={"format": "xlsx"}).status_code == 200
    assert [file.name for file in tmp_path.glob("steward-*")] == []
