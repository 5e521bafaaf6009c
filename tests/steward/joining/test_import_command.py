"""``steward device import`` and ``template``: a table's rows are added, all or none; what is there and the same is passed over."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from devices.catalogue import device_types
from devices.site_file import load_site
from steward.examples import riverside
from steward.joining.comparison import differences
from steward.joining.table import HEADINGS, entries_of
from tests.steward.joining.estate import SITE, installed, steward

ROWS = """编号,设备类型,中文名称,英文名称,空间,网关,数量,属性,上级设备
sump-1,sump,一号集水井,Sump 1,plant,gw-2,pump=2,maintainer=甲; room=plant,lift-1
gw-2,gateway,二号网关,Gateway 2,yard,,,,
leak-1,leak,水浸,Leak,plant,gw-1,,,
"""


def table(folder: Path, text: str = ROWS) -> str:
    path = folder / "devices.csv"
    path.write_text(text, encoding="utf-8-sig")
    return str(path)


def workbook(folder: Path, rows: list[list[object]]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(folder / "devices.xlsx")
    return str(folder / "devices.xlsx")


def test_rows_are_added_in_their_order_and_what_is_there_is_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path)) == 0
    site = load_site(file)
    assert [*site.assets][-3:] == ["leak-1", "sump-1", "gw-2"]
    assert (site.devices["sump-1"].gateway, dict(site.assets["sump-1"].attributes)) == ("gw-2", {"maintainer": "甲", "room": "plant"})
    assert capsys.readouterr().out.startswith("2 new, 1 already there and the same, 0 there but different\n2 were added")


def test_importing_again_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path)) == 0
    once = file.read_bytes()
    capsys.readouterr()
    assert steward(tmp_path, "import", table(tmp_path)) == 0
    assert capsys.readouterr().out == "0 new, 3 already there and the same, 0 there but different\nThere is nothing to add.\n"
    assert file.read_bytes() == once


def test_a_workbook_with_english_headings_and_numbers_as_a_spreadsheet_keeps_them(tmp_path: Path) -> None:
    file = installed(tmp_path)
    rows: list[list[object]] = [
        ["ID", "Type", "Chinese name", "English name", "Space", "Interval (s)"],
        ["air-1", "environment", "环境", "Air", "yard", 60.0],
        [],
    ]
    assert steward(tmp_path, "import", workbook(tmp_path, rows)) == 0
    assert load_site(file).devices["air-1"].interval_s == 60


def test_a_preview_counts_and_shows_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path), "--dry-run") == 0
    said = capsys.readouterr().out
    assert "2 new, 1 already there and the same, 0 there but different\n  - id: sump-1\n" in said
    assert "Nothing was written." in said
    assert file.read_text() == SITE


def test_what_is_there_but_different_refuses_all_and_says_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path, ROWS.replace("Leak,plant,gw-1", "Leaks,yard,")), "--dry-run") == 2
    said = capsys.readouterr()
    assert "1 there but different" in said.out
    assert "devices.csv:4: `leak-1` is there already, but English name is Leak, not Leaks; space is plant, not yard; gateway is gw-1, not nothing. " in said.err
    assert "This version changes nothing that is there" in said.err
    assert steward(tmp_path, "import", table(tmp_path, ROWS.replace("Leak,plant,gw-1", "Leaks,yard,"))) == 2
    assert file.read_text() == SITE


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("sump-1,sump", "sump-1,smup", "devices.csv:2: there is no device type `smup`. Did you mean `sump`?"),
        ("Gateway 2,yard", "Gateway 2,yrad", "devices.csv:3: there is no space `yrad`. Did you mean `yard`?"),
        ("pump=2", "pump", "devices.csv:2: Counts: `pump` is not written as name=value"),
        ("pump=2", "pump=2; pump=3", "devices.csv:2: Counts: `pump` stands there twice"),
        ("plant,gw-2", "plant,gw-9", "devices.csv:2: there is no gateway `gw-9`"),
        ("gw-2,gateway", "sump-1,gateway", "devices.csv:3: `sump-1` stands in line 2 already"),
        ("二号网关", "", "devices.csv:3: Chinese name: Field required"),
        ("甲", "甲" * 400, "devices.csv:2: Attributes: longer than 299 characters"),
        ("空间", "空閒", "devices.csv:1: the column Space is missing"),
        ("sump-1,", "Sump 1,", "devices.csv:2: `Sump 1` cannot be the id of a asset"),
    ],
)
def test_a_wrong_row_is_named_with_its_line_and_nothing_is_added(old: str, new: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path, ROWS.replace(old, new))) == 2
    assert words in capsys.readouterr().err
    assert file.read_text() == SITE


def test_every_wrong_row_is_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    assert steward(tmp_path, "import", table(tmp_path, ROWS.replace("sump-1,sump", "sump-1,smup").replace("Gateway 2,yard", "Gateway 2,yrad"))) == 2
    assert [line.split(":")[-3:-1][-1] for line in capsys.readouterr().err.splitlines()] == ["2", "3"]


def test_a_file_that_is_no_table_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    (tmp_path / "devices.xlsx").write_bytes(b"\x00\xff no workbook")
    assert steward(tmp_path, "import", str(tmp_path / "devices.xlsx")) == 2
    assert steward(tmp_path, "import", str(tmp_path / "nowhere.csv")) == 2
    said = capsys.readouterr().err
    assert "devices.xlsx: the table cannot be read" in said
    assert "nowhere.csv: the file does not exist" in said


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["empty.xlsx", "empty.csv"])
def test_the_empty_table_is_read_back_once_its_example_is_changed(name: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = installed(tmp_path)
    path = tmp_path / name
    assert steward(tmp_path, "template", str(path), "--language", language) == 0
    assert steward(tmp_path, "import", str(path)) == 2
    assert f"{name}:2: this is the row that shows how to fill in the table. Change it, or delete it" in capsys.readouterr().err
    assert steward(tmp_path, "template", str(path)) == 2
    assert "the file is there already" in capsys.readouterr().err
    if name == "empty.csv":
        path.write_text(path.read_text(encoding="utf-8-sig").replace("example-1", "lift-9"), encoding="utf-8")
    else:
        book = openpyxl.load_workbook(path)
        book.worksheets[0]["A2"] = "lift-9"
        book.save(path)
    assert steward(tmp_path, "import", str(path)) == 0
    assert load_site(file).assets["lift-9"].space == "yard"


def test_the_workbook_lists_the_spaces_and_types_there_are(tmp_path: Path) -> None:
    installed(tmp_path)
    assert steward(tmp_path, "template", str(tmp_path / "empty.xlsx"), "--language", "en") == 0
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx", read_only=True)
    found = {sheet.title: [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    book.close()
    assert found["Equipment"][0] == [names[-1] for names in HEADINGS.values()]
    assert found["Spaces"] == [["Space", "中文", "English"], ["yard", "院子", "Yard"], ["plant", "机房", "Plant room"]]
    assert {row[0] for row in found["Types"][1:]} == set(device_types())


def test_a_table_of_another_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(tmp_path)
    assert steward(tmp_path, "template", str(tmp_path / "empty.ods")) == 2
    assert "Give a name that ends in .csv or .xlsx" in capsys.readouterr().err


def test_a_whole_site_written_as_a_table_is_the_same_as_the_site(tmp_path: Path) -> None:
    site = load_site(riverside())
    rows: list[list[object]] = [[*HEADINGS]]
    for asset in site.assets.values():
        device = site.devices[asset.id]
        counts: dict[str, int] = {}
        for point in asset.type.points:
            stem, numbered, _ = point.key.partition("_{n}")
            counts |= {stem: sum(each.type.key == point.key for each in asset.points)} if numbered else {}
        texts = ["; ".join(f"{key}={value}" for key, value in pairs.items()) for pairs in (counts, asset.attributes)]
        words = [asset.id, asset.type.key, asset.name.zh, asset.name.en, asset.space, device.gateway, None, None, device.interval_s]
        rows.append([*words, *texts, "; ".join(asset.fed_by)])
    entries = entries_of(Path(workbook(tmp_path, rows)))
    assert {entry.asked.id: differences(entry.asked, site) for entry in entries} == {asset: [] for asset in site.assets}
