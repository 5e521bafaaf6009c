"""How Chinese characters are read, and whether letters may stand for them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache, lru_cache

_TWO_LETTERS = ("zh", "ch", "sh")


@cache
def readings(character: str) -> tuple[str, ...]:
    """Every pinyin of a character, without tones, ``ü`` as ``v``; of anything else nothing. 重: ``zhong``, ``chong``, ``tong``."""
    if not "㐀" <= character <= "鿿":
        return ()
    # All readings of single characters serve us, no words: without its list of words the package takes a fifth of the memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin  # noqa: PLC0415  half a second that only whoever searches has to wait for, once

    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)[0])


Sound = tuple[str, ...]
"""What may be typed for one sign: the readings of a character, or the sign itself."""


@lru_cache(maxsize=200_000)
def sounds(text: str) -> tuple[Sound, ...]:
    """A text as it may be typed on a keyboard, sign by sign; what is neither letter nor digit is left out."""
    return tuple(readings(sign) or (sign,) for sign in text.casefold() if sign.isalnum())


def typed(text: Sequence[Sound], letters: str, start: int) -> bool:
    """Whether `letters` are typed for what begins at `start`: each character by its whole reading or its first letters, the last one by any part."""
    ends = {0}
    for sound in text[start:]:
        after: set[int] = set()
        for end in ends:
            rest = letters[end:]
            for reading in sound:
                if reading.startswith(rest):
                    return True
                if rest.startswith(reading):
                    after.add(end + len(reading))
                if rest.startswith(reading[:1]):
                    after.add(end + 1)
                if reading[:2] in _TWO_LETTERS and rest.startswith(reading[:2]):
                    after.add(end + 2)
        if len(letters) in after:
            return True
        if not after:
            return False
        ends = after
    return False
