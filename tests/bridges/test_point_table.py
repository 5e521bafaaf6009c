"""Point tables: two languages, two formats, and every mistake with its row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pydantic import BaseModel, Field

from bridges.point_table import PointTable, checked
from domain.problem import BadConfiguration


class Row(BaseModel):
    """A row of the test's table."""

    device: str
    address: int = Field(ge=0)
    scale: float = 1.0


TABLE = PointTable(Row, {"device": ("设备", "Device"), "address": ("地址", "Address"), "scale": ("倍率", "Scale")})


def problems(path: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        TABLE.read(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def csv(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_table_in_csv_and_the_same_as_a_workbook(tmp_path: Path) -> None:
    path = csv(tmp_path, "设备,地址,倍率\npump-1,3,\n\npump-2,4,0.1\n")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in (("DEVICE", "Address", "scale"), ("pump-1", 3.0, None), (None, None, None), ("pump-2", 4, 0.1)):
        sheet.append(cells)
    book.save(tmp_path / "points.xlsx")
    wanted = [(2, Row(device="pump-1", address=3)), (4, Row(device="pump-2", address=4, scale=0.1))]
    assert TABLE.read(path) == wanted
    assert TABLE.read(tmp_path / "points.xlsx") == wanted


def test_every_mistake_is_told_with_its_row(tmp_path: Path) -> None:
    told = problems(csv(tmp_path, "Device,Address,Scale\n,3,\npump,-1,x\n"))
    assert [line[:2] for line in told] == ["2:", "3:", "3:"]
    assert "Device: Field required" in told[0]
    assert "Address: " in told[1]
    assert "Scale: " in told[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Device,Adress\nx,1\n", "the column Adress is not known"),
        ("Device\nx\n", "the column Address is missing"),
        ("Device,设备,Address\nx,y,1\n", "the column Device stands there twice"),
        ("", "the column Device is missing"),
    ],
)
def test_a_heading_that_cannot_be_meant_is_refused(text: str, said: str, tmp_path: Path) -> None:
    assert any(said in line for line in problems(csv(tmp_path, text)))


def test_files_that_are_no_tables_say_so(tmp_path: Path) -> None:
    assert "does not exist" in problems(tmp_path / "none.csv")[0]
    assert "UTF-8" in problems(csv(tmp_path, "设备,地址\n", "gbk"))[0]
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    assert "cannot be read" in problems(tmp_path / "bad.xlsx")[0]


def test_checks_of_a_kind_name_their_row(tmp_path: Path) -> None:
    rows = TABLE.read(csv(tmp_path, "Device,Address\na,1\nb,2\n"))
    with pytest.raises(BadConfiguration, match=r"points\.csv:3: b is not here\. Correct it"):
        checked(tmp_path / "points.csv", rows, lambda row: ("b is not here", "Correct it") if row.device == "b" else None)
