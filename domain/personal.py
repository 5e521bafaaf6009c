"""Personal data told by its shape, wherever it stands: phone numbers, identity cards, plates."""

from __future__ import annotations

import re

MASK = "•••"

_SHAPES = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # a mobile phone
    r"|(?<!\d)\d{17}[\dXx](?!\d)"  # an identity card
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][·\- ]?[A-HJ-NP-Z0-9]{5,6}"  # a plate
)


def mask_text(text: str) -> str:
    """`text` with everything masked that looks like a phone number, a plate or an identity card."""
    return _SHAPES.sub(MASK, text)


def mask_name(name: str) -> str:
    """A name of which only the first character is left: 王•••. Nothing stays nothing."""
    return f"{name[0]}{MASK}" if name else ""


def mask_phone(phone: str) -> str:
    """A phone number of which the last four digits are left, so that whoever calls again is recognised. Nothing stays nothing."""
    return f"{MASK}{phone[-4:]}" if len(phone) >= _LONG_ENOUGH else MASK if phone else ""


_LONG_ENOUGH = 8
