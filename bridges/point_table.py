"""A table that says which machine's address is which point: CSV or XLSX, with a heading in Chinese or English, checked row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from zipfile import BadZipFile

from pydantic import BaseModel, ValidationError

from domain.problem import BadConfiguration, Problem

Row = TypeVar("Row", bound=BaseModel)

MOST_ROWS = 50_000
LONGEST_CELL = 300


@dataclass(frozen=True)
class PointTable(Generic[Row]):
    """What a kind of table looks like.

    `row` has a field for each column, an empty cell being its default; `headings` says for each field what its column may be
    called, first in Chinese, last in English; the field's own name does as well, and case does not matter. Columns that are
    not known are an error, as a misspelt one would be left out in silence.
    """

    row: type[Row]
    headings: Mapping[str, Sequence[str]]

    def read(self, path: Path) -> Sequence[tuple[int, Row]]:
        """The rows with their lines (the heading's is 1). Raises `BadConfiguration` with everything wrong."""
        problems: list[Problem] = []
        found: list[tuple[int, Row]] = []
        lines = iter(_cells(path))
        columns = self._columns(path, next(lines, (1, []))[1])
        for line, cells in lines:
            given = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
            if not given:
                continue
            if len(found) >= MOST_ROWS:
                raise BadConfiguration([Problem(str(path), line, f"more than {MOST_ROWS} rows", "Divide the table among several bridges")])
            try:
                found.append((line, self.row.model_validate(given)))
            except ValidationError as error:
                problems += [self._problem(path, line, ".".join(str(step) for step in each["loc"]), each["msg"]) for each in error.errors(include_url=False)]
        if problems:
            raise BadConfiguration(problems)
        return found

    def _columns(self, path: Path, words: Sequence[str]) -> Sequence[str]:
        known = {word.casefold(): field for field, names in self.headings.items() for word in (field, *names)}
        missing = [
            names[-1]
            for field, names in self.headings.items()
            if self.row.model_fields[field].is_required() and field not in map(known.get, map(str.casefold, words))
        ]
        strange = [word for word in words if word and word.casefold() not in known]
        if missing or strange:
            said = [*(f"the column {name} is missing" for name in missing), *(f"the column {word} is not known" for word in strange)]
            remedy = f"The columns are {', '.join(f'{names[0]} ({names[-1]})' for names in self.headings.values())}"
            raise BadConfiguration([Problem(str(path), 1, each, remedy) for each in said])
        columns = [known.get(word.casefold(), "") for word in words]
        twice = {column for column in columns if column and columns.count(column) > 1}
        if twice:
            raise BadConfiguration(
                [Problem(str(path), 1, f"the column {self.headings[each][-1]} stands there twice", "Remove one of them") for each in sorted(twice)]
            )
        return columns

    def _problem(self, path: Path, line: int, field: str, message: str) -> Problem:
        name = self.headings[field][-1] if field in self.headings else field
        said = message.removeprefix("Value error, ").rstrip(".")
        return Problem(str(path), line, f"{name}: {said}" if name else said, "Correct this cell")


def checked(path: Path, rows: Sequence[tuple[int, Row]], check: Callable[[Row], tuple[str, str] | None]) -> None:
    """Raise `BadConfiguration` for every row of which `check` gives a problem and its remedy."""
    problems = [Problem(str(path), line, *wrong) for line, row in rows if (wrong := check(row)) is not None]
    if problems:
        raise BadConfiguration(problems)


def _cells(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        yield from _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_csv(path)
    except FileNotFoundError:
        raise BadConfiguration([Problem(str(path), None, "the file does not exist", "Create it or correct the path that names it")]) from None
    except (OSError, UnicodeDecodeError, csv.Error, BadZipFile, KeyError, ValueError) as error:
        raise BadConfiguration([Problem(str(path), None, f"the table cannot be read ({error})", "Save it as CSV in UTF-8, or as XLSX")]) from None


def _of_csv(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True)
    for cells in reader:
        yield reader.line_num, [_cell(cell) for cell in cells]


def _of_workbook(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    # Only with a workbook: it is large, and begins threads where it is imported, which a process that is to be forked must not have.
    import openpyxl  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise ValueError(str(error)) from None
    try:
        for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
            yield line, [_cell(cell) for cell in cells]
    finally:
        book.close()


def _cell(cell: object) -> str:
    """As text; a number that a spreadsheet keeps as 3.0 is 3."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()[:LONGEST_CELL]
