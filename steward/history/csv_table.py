"""History as CSV (RFC 4180), separated by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from steward.history.table import BadRow, Row, check_columns, unreadable

_DELIMITERS = ",;\t"
_LONGEST_HEADER = 1 << 20


class CsvTable:
    """The file at `path`. Its delimiter is the one that makes `known` a column of the header. Raises `BadConfiguration`.

    What is not text in `encoding` stands in the cells as lone surrogates, for the reader of values to refuse.
    """

    def __init__(self, path: Path, known: str, *, encoding: str = "utf-8") -> None:
        try:
            self._size = max(1, path.stat().st_size)
            self._binary = path.open("rb")
        except OSError as error:
            raise unreadable(path, f"the file cannot be read ({error.strerror})") from None
        encoding = "utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding
        try:
            self._lines = io.TextIOWrapper(self._binary, encoding, "surrogateescape", newline="")
        except LookupError:
            self._binary.close()
            raise unreadable(path, f"there is no encoding `{encoding}`", "Give one that Python knows, for example gb18030") from None
        try:
            self._delimiter, self.columns = self._header(path, known)
        except BaseException:
            self._lines.close()
            raise

    @property
    def progress(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return min(1.0, self._binary.tell() / self._size)

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row below the header; empty lines are none."""
        reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)
        while True:
            number = reader.line_num + 2
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield BadRow(number, f"{error}, up to line {reader.line_num + 1}")
                continue
            except UnicodeDecodeError as error:
                yield BadRow(number, f"from here on it is no text in {error.encoding}")
                return
            if cells is None:
                return
            if not cells:
                continue
            if len(cells) != len(self.columns):
                yield BadRow(number, f"{len(cells)} cells, but the header has {len(self.columns)}")
                continue
            yield Row(number, cells)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._lines.close()

    def _header(self, path: Path, known: str) -> tuple[str, Sequence[str]]:
        try:
            header = self._lines.readline(_LONGEST_HEADER)
            header.encode()
        except UnicodeError:
            remedy = "Give the encoding, for example --encoding gb18030"
            raise unreadable(path, f"its first line is no text in {self._lines.encoding}", remedy) from None
        found = {delimiter: _split(header, delimiter) for delimiter in _DELIMITERS}
        delimiter = next((each for each, names in found.items() if known in names), ",")
        return delimiter, check_columns(path, found[delimiter])


def _split(header: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter), [])]
    except csv.Error:
        return []
