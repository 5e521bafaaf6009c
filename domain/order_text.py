"""Finding work orders by words: an index of pairs of characters, which Chinese can be searched by from two on.

What an order says is indexed a moment after it was stored, so that opening one costs nothing; until then it is read as
it stands. Searching finds the same orders either way.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol


class OrderTexts(Protocol):
    """The index of what orders and requests say."""

    def index_waiting(self, limit: int = 500) -> int:
        """Index what was stored or changed since; returns how many orders were, `limit` at most."""

    def waiting(self) -> int:
        """How many changes are not yet indexed, 1 000 at most are counted."""


def pairs(text: str) -> tuple[str, ...]:
    """The pairs of neighbouring characters of `text`, each once, as words of letters and digits; none across lines.

    A pair is written as the code points of both in hexadecimal: every engine takes that for one word, whatever it
    thinks of the script.
    """
    found = {f"{ord(one):x}{ord(other):x}": None for one, other in pairwise(text) if "\n" not in (one, other)}
    return tuple(found)
