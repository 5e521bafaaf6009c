"""A table that somebody keeps elsewhere: CSV with a heading, in Chinese or English. All its rows are taken, or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.problem import Refusal
from domain.text import Text


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a line of the table; the heading is line 1."""

    line: int
    text: Text


class BadRows(Exception):
    """Nothing was stored: these rows cannot be used."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(f"{len(problems)} rows cannot be used")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class RowTable:
    """What a kind of table looks like.

    `headings` says for each column what it may be called; the first is its usual name in Chinese, the last in English. No
    more than `most_rows` lines are taken, and of a cell no more than `longest_cell` characters.
    """

    headings: Mapping[str, Sequence[str]]
    most_rows: int
    longest_cell: int

    def take(self, table: str, needed: Sequence[str], take: Callable[[Mapping[str, str]], bool]) -> int:
        """Give each row, by column, to `take`, which raises `Refusal` for what cannot be used; returns how many it said yes to.

        The columns that are `needed` are in every row, perhaps empty. Raises `BadRows` with every bad row; the transaction must
        then be given up.
        """
        problems: list[RowProblem] = []
        taken = 0
        for line, row in self._rows(table, needed):
            try:
                taken += take(row)
            except Refusal as error:
                problems.append(RowProblem(line, error.text))
        if problems:
            raise BadRows(problems)
        return taken

    def _rows(self, table: str, needed: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
        reader = csv.reader(io.StringIO(table.removeprefix("\ufeff"), newline=""), strict=True)
        try:
            columns = [self._column_of.get(word.strip().casefold(), "") for word in next(reader, [])]
            missing = [name for name in needed if name not in columns]
            if missing:
                wanted = Text("、".join(self.headings[name][0] for name in missing), ", ".join(self.headings[name][-1] for name in missing))
                raise BadRows([RowProblem(1, Text("表头缺少：{columns}", "The heading lacks: {columns}").filled(columns=wanted))])
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if reader.line_num > self.most_rows:
                    raise BadRows([RowProblem(reader.line_num, Text("行数过多，请分批导入", "Too many rows: import them in parts"))])
                row = {column: cell.strip()[: self.longest_cell] for column, cell in zip(columns, cells, strict=False) if column}
                yield reader.line_num, {**dict.fromkeys(needed, ""), **row}
        except csv.Error as error:
            raise BadRows([RowProblem(reader.line_num, Text("不是有效的CSV（{why}）", "This is no CSV ({why})").filled(why=str(error)))]) from error

    @cached_property
    def _column_of(self) -> Mapping[str, str]:
        return {word: column for column, words in self.headings.items() for word in words}
