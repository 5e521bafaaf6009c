"""CSV as it comes: delimiters, encodings, broken rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problem import BadConfiguration
from steward.history.csv_table import CsvTable
from steward.history.table import BadRow, Row


def rows(path: Path, encoding: str = "utf-8") -> list[Row | BadRow]:
    with CsvTable(path, "time", encoding=encoding) as table:
        return list(table.rows())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.csv"


@pytest.mark.parametrize("data", [b"time,a\n1,2\n", b"\xef\xbb\xbftime;a\r\n1;2\r\n", b" time\ta\n\n1\t2", b'"time","a"\n"1","2"\n'])
def test_the_usual_forms_are_read(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with CsvTable(file, "time") as table:
        assert table.columns == ["time", "a"]
        assert [row.cells for row in table.rows() if isinstance(row, Row)] == [["1", "2"]]
        assert table.progress == 1.0


def test_rows_are_numbered_by_the_line_on_which_they_begin(file: Path) -> None:
    file.write_text('time,a\n1,"two\nlines"\n\n3,4\n')
    assert [row.number for row in rows(file)] == [2, 5]


@pytest.mark.parametrize(
    ("text", "bad", "why"),
    [
        ("time,a\n1\n2,3\n", 2, "1 cells, but the header has 2"),
        ('time,a\n1,"x"y\n2,3\n', 2, "expected after"),
        ('time,a\n2,3\n1,"never closed\n5,6\n', 3, "unexpected end of data, up to line 4"),
    ],
)
def test_a_broken_row_costs_only_itself(file: Path, text: str, bad: int, why: str) -> None:
    file.write_text(text)
    found = rows(file)
    assert [(row.number, why in row.why) for row in found if isinstance(row, BadRow)] == [(bad, True)]
    assert [row.cells for row in found if isinstance(row, Row)] == [["2", "3"]]


def test_other_encodings_are_read(file: Path) -> None:
    file.write_bytes("time,温度\n1,高\n".encode("gb18030"))
    with CsvTable(file, "time", encoding="gb18030") as table:
        assert table.columns == ["time", "温度"]
        assert [row.cells for row in table.rows() if isinstance(row, Row)] == [["1", "高"]]
    file.write_text("time,a\n1,2\n", encoding="utf-16")
    assert rows(file, "utf-16") == [Row(2, ["1", "2"])]


@pytest.mark.parametrize(
    ("data", "encoding", "why"),
    [
        ("time,温度\n".encode("gb18030"), "utf-8", "--encoding gb18030"),
        (b"time,a\n", "klingon", "there is no encoding `klingon`"),
        (b"time,a,a\n", "utf-8", "the column `a` is there twice"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(file: Path, data: bytes, encoding: str, why: str) -> None:
    file.write_bytes(data)
    with pytest.raises(BadConfiguration, match=why):
        rows(file, encoding)


def test_a_file_that_is_not_there_is_said(file: Path) -> None:
    with pytest.raises(BadConfiguration, match="cannot be read"):
        rows(file)


@given(data=st.binary(max_size=200), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_bytes_are_rows_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"time,a\n" + data)
    try:
        found = rows(path, encoding)
    except BadConfiguration:
        return
    assert all(isinstance(row, BadRow) or len(row.cells) == 2 for row in found)
