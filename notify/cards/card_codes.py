"""The one-time codes by which cards are changed later, kept in a small file: the worker that sent may not be the one that changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_TABLE = "CREATE TABLE IF NOT EXISTS card (id TEXT PRIMARY KEY, code TEXT NOT NULL, until INTEGER NOT NULL) STRICT"
_WAIT_S = 3.0


class CardCodes:
    """The codes of one channel's cards. They are of use only together with the app's own secret, which is not here.

    Losing the file costs nothing but that older cards keep their buttons.
    """

    def __init__(self, file: Path) -> None:
        """`file` and its folder are made when the first code is kept."""
        self._file = file

    def keep(self, card: str, code: str, *, now_s: int, for_s: int) -> None:
        """Remember the code of `card` until `now_s` + `for_s` (Unix seconds). Raises `sqlite3.Error` or `OSError`."""
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._open() as database:
            database.execute("DELETE FROM card WHERE until < ?", (now_s,))
            database.execute("INSERT OR REPLACE INTO card VALUES (?, ?, ?)", (card, code, now_s + for_s))

    def find(self, card: str) -> str | None:
        """The code of `card`; `None`: there is none (any more)."""
        if not self._file.exists():
            return None
        with self._open() as database:
            found = database.execute("SELECT code FROM card WHERE id = ?", (card,)).fetchone()
        return None if found is None else str(found[0])

    def used(self, card: str) -> None:
        """The code of `card` has done what it can do once."""
        with self._open() as database:
            database.execute("DELETE FROM card WHERE id = ?", (card,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection for one transaction: several threads and processes come here, rarely."""
        with closing(sqlite3.connect(self._file, timeout=_WAIT_S)) as database, database:
            database.execute(_TABLE)
            yield database
