"""How large a drawing is in its own units: its view box, or what it says of its width and height."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from api.problems import Unusable
from domain.text import Text

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(px|pt|pc|mm|cm|in|q)?\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"[\s,]+")
_LARGEST = 1_000_000.0
_SLIMMEST = 20.0
_NO_SIZE = Text(
    "SVG 缺少有效的 viewBox 或宽高，请在绘图软件中设置页面大小",
    "This SVG says no usable size: set the page size (viewBox, or width and height) in the drawing program.",
)


def size_of(attributes: Mapping[str, str]) -> tuple[float, float]:
    """Width and height. Raises `Unusable` for none, for nothing, for no end, and for a strip."""
    box = [_number(each) for each in _NUMBERS.split(attributes.get("viewBox", "").strip()) if each]
    width, height = (box[2], box[3]) if len(box) == 4 else (_number(attributes.get("width", "")), _number(attributes.get("height", "")))  # noqa: PLR2004  x, y, width, height
    if width is None or height is None or not (0 < width <= _LARGEST and 0 < height <= _LARGEST) or max(width / height, height / width) > _SLIMMEST:
        raise Unusable(_NO_SIZE)
    return width, height


def _number(written: str) -> float | None:
    found = _NUMBER.fullmatch(written)
    value = math.nan if found is None else float(found[1])
    return value if math.isfinite(value) else None
