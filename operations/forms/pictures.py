"""Pictures as they are printed: turned upright, scaled to what paper shows, without the place that a phone writes into them."""

from __future__ import annotations

import io
from pathlib import Path

import segno
from PIL import Image, ImageOps

LONGEST_SIDE = 900
"""Pixels: 58 mm of paper at 390 dots to the inch."""
LONGEST_SIDE_OF_MANY = 480
"""At 210: still clear, and three times as quick."""
_QUALITY = 80
_LONGEST_SIGNATURE = 1200


def photo(source: Path, target: Path, longest: int = LONGEST_SIDE) -> bool:
    """Write the photo of `source` to `target` as JPEG, `longest` pixels at most a side.

    `False` if it is gone or cannot be read; it was checked when it came in.
    """
    try:
        with Image.open(source) as picture:
            picture.draft("RGB", (longest, longest))
            picture.thumbnail((longest, longest))
            _on_white(ImageOps.exif_transpose(picture)).save(target, "JPEG", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def signature(source: Path, target: Path) -> bool:
    """Write a drawn signature to `target` as PNG, dark on white; `False` if it is gone or cannot be read."""
    try:
        with Image.open(source) as picture:
            picture.thumbnail((_LONGEST_SIGNATURE, _LONGEST_SIGNATURE))
            _on_white(picture).save(target, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def qr(address: str) -> bytes:
    """A QR code of `address` as SVG: level M, so that a fold or a drop of water does no harm."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind="svg", border=2, scale=4)
    return written.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P"):
        seen = picture.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    return picture.convert("RGB")
