"""How well a name is what somebody typed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from operations.searching.pinyin import sounds, typed

_FEWEST_LETTERS = 2
"""A single letter begins half of all names by their pinyin: it has to stand in the name itself."""


class Rank(IntEnum):
    """How a name was found, the best first."""

    EXACT = 0
    BEGINS = 1
    CONTAINS = 2
    PINYIN_BEGINS = 3
    PINYIN = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, all of which have to be found."""

    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


def wanted(text: str) -> Wanted:
    """The words of what somebody typed; an apostrophe only parts syllables (xi'an)."""
    return Wanted(tuple(text.casefold().replace("'", "").replace("\u2019", "").split()))


@lru_cache(maxsize=200_000)
def _plain(name: str) -> str:
    return "".join(name.casefold().split())


def rank(name: str, word: str) -> Rank | None:
    """How `word`, casefolded, is found in `name`; `None`: not at all."""
    plain = _plain(name)
    if word in plain:
        return Rank.EXACT if plain == word else Rank.BEGINS if plain.startswith(word) else Rank.CONTAINS
    if len(word) < _FEWEST_LETTERS or not (word.isascii() and word.isalnum()):
        return None
    heard = sounds(name)
    first = word[0]
    for start, sound in enumerate(heard):
        if any(reading[0] == first for reading in sound) and typed(heard, word, start):
            return Rank.PINYIN_BEGINS if start == 0 else Rank.PINYIN
    return None
