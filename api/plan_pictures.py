"""Pictures of floor plans: what they are is found by looking inside; drawings are made harmless."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from api.problems import Unusable
from api.svg_picture import harmless_svg, looks_like_svg
from api.uploads import checked
from domain.floor_plan import PICTURE_PREFIX, PlanPicture
from domain.identity import new_id
from domain.text import Text

SVG = "image/svg+xml"
_RASTER = frozenset({"image/png", "image/jpeg", "image/webp"})
_ORIENTATION = 0x0112
_LYING = frozenset({5, 6, 7, 8})
"""EXIF orientations by which a picture is shown turned by a quarter."""
_KINDS = Text("平面图请使用 SVG、PNG、JPEG 或 WebP", "A floor plan is an SVG, PNG, JPEG or WebP picture.")


@dataclass(frozen=True, slots=True)
class CheckedPlan:
    """A picture that may be shown, its bytes, and what was left out of a drawing (by element or ``@attribute``)."""

    picture: PlanPicture
    content: bytes
    left_out: Mapping[str, int] = field(default_factory=dict)


def checked_plan(name: str | None, content: bytes) -> CheckedPlan:
    """The picture, if it is one. Raises `TooLarge` or `Unusable`."""
    if looks_like_svg(content):
        drawing = harmless_svg(content)
        named = checked(name, b"-").name
        return CheckedPlan(_picture(named, SVG, drawing.content, drawing.width, drawing.height), drawing.content, drawing.left_out)
    found = checked(name, content)
    if found.content_type not in _RASTER:
        raise Unusable(_KINDS)
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
        if image.getexif().get(_ORIENTATION) in _LYING:
            width, height = height, width
    return CheckedPlan(_picture(found.name, found.content_type, content, width, height), content)


def _picture(name: str, content_type: str, content: bytes, width: float, height: float) -> PlanPicture:
    return PlanPicture(f"{PICTURE_PREFIX}{new_id()}", name, content_type, len(content), hashlib.sha256(content).hexdigest(), width, height)
