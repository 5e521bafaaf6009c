"""History as Parquet, if pyarrow is there (the extra ``parquet``)."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from steward.history.table import BadRow, Row, check_columns, unreadable

_BATCH = 8_192


class ParquetTable:
    """The file at `path`. Raises `BadConfiguration`, also when pyarrow is missing."""

    def __init__(self, path: Path) -> None:
        try:
            arrow = importlib.import_module("pyarrow")
            parquet = importlib.import_module("pyarrow.parquet")
        except ImportError:
            raise unreadable(path, "Parquet needs pyarrow, which is not installed", 'Install it with `pip install "steward[parquet]"`') from None
        self._arrow: Any = arrow
        try:
            self._file: Any = parquet.ParquetFile(path)
        except (OSError, arrow.ArrowException) as error:
            raise unreadable(
                path, f"this is no Parquet file that can be read ({str(error).splitlines()[0]})", "Correct the path, or give another file"
            ) from None
        self._path = path
        self._rows = max(1, int(self._file.metadata.num_rows))
        self._read = 0
        self.columns: Sequence[str] = check_columns(path, self._file.schema_arrow.names)

    @property
    def progress(self) -> float:
        """How much of the file was read, from 0 to 1."""
        return self._read / self._rows

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row, its cells as Python's own values: times aware where the column has a zone."""
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH):
                cells = [self._values(column) for column in batch.columns]
                for row in zip(*cells, strict=True):
                    self._read += 1
                    yield Row(self._read, row)
        except self._arrow.ArrowException as error:
            yield BadRow(self._read + 1, f"the file is damaged from here on ({str(error).splitlines()[0]})")

    def _values(self, column: Any) -> list[object]:  # noqa: ANN401  pyarrow says nothing of its types
        types = self._arrow.types
        if types.is_timestamp(column.type):
            # Nanoseconds, which Python's times do not have.
            column = column.cast(self._arrow.timestamp("us", column.type.tz), safe=False)
        elif types.is_dictionary(column.type):
            column = column.dictionary_decode()
        values: list[object] = column.to_pylist()
        return values

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._file.close()
