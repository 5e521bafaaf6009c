"""What could not be imported, and why: a CSV file beside the one that was read, made when the first comes."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import IO, Self


class Rejections:
    """Written to `path`, in the place of one of an earlier import: row, point (empty: the whole row), reason."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.path = path
        self.count = 0
        self._file: IO[str] | None = None

    def add(self, row: int, point: str, why: str) -> None:
        """One more. Raises `OSError` when it cannot be written."""
        if self._file is None:
            # Halves of characters that the file had stand as escapes.
            self._file = self.path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
            csv.writer(self._file).writerow(["row", "point", "reason"])
        self.count += 1
        csv.writer(self._file).writerow([row, _harmless(point), _harmless(why)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()


def _harmless(text: str) -> str:
    """So that a spreadsheet takes it for text, never for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
