"""Telephone numbers: E.164, or a mainland mobile number as people here write it."""

from __future__ import annotations

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_CHINA = "+86"
_SEPARATORS = re.compile(r"[\s\-()·.]")


def e164(text: str) -> str:
    """The number as ``+8613812345678``. `ValueError` if it is none that could be called from anywhere."""
    # Chinese keyboards write ８ for 8.
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if number.startswith("00"):
        number = "+" + number[2:]
    if _MOBILE.fullmatch(number):
        return _CHINA + number
    if re.fullmatch(r"86" + _MOBILE.pattern, number):
        return "+" + number
    if not _E164.fullmatch(number) or (number.startswith(_CHINA) and number[3] == "1" and not _MOBILE.fullmatch(number[3:])):
        raise ValueError("write a mobile number, or a number with country code: 13812345678, +85221234567")
    return number


def national(number: str) -> str:
    """As it is dialled in the mainland: ``13812345678``; numbers elsewhere keep their country code."""
    return number.removeprefix(_CHINA)


def masked(number: str) -> str:
    """What screens show: ``138****5678``."""
    shown = national(number)
    return f"{shown[:3]}****{shown[-4:]}" if len(shown) >= 10 else f"****{shown[-2:]}"  # noqa: PLR2004  what is shorter would be shown whole
