"""A file of history as rows of cells, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from domain.problem import BadConfiguration, Problem


class Row(NamedTuple):
    """One row. `number` is 1-based: of CSV the line on which it begins, of Parquet its place. Cells are as many as columns."""

    number: int
    cells: Sequence[object]


class BadRow(NamedTuple):
    """A row that could not be taken apart, and why."""

    number: int
    why: str


class Table(Protocol):
    """A file whose header was read."""

    @property
    def columns(self) -> Sequence[str]:
        """Their names, in order, none twice."""

    @property
    def progress(self) -> float:
        """How much of the file was read, from 0 to 1."""

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row below the header, once."""


def check_columns(path: Path, columns: Sequence[str]) -> Sequence[str]:
    """`columns` without the space around them. Raises `BadConfiguration` if one is there twice: which is meant nobody can say."""
    names = [name.strip() for name in columns]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise BadConfiguration([Problem(str(path), 1, f"the column `{twice[0]}` is there twice", "Take one of them out")])
    return names


def unreadable(path: Path, why: str, remedy: str = "Correct the path or its rights") -> BadConfiguration:
    """What to raise for a file that cannot be read at all."""
    return BadConfiguration([Problem(str(path), None, why, remedy)])
