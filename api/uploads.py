"""Files that people send: what they are is found by looking inside, never by their name."""

from __future__ import annotations

import hashlib
import io
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from api.audio import LARGEST_VOICE, audio_kind
from api.problems import TooLarge, Unusable
from domain.text import Text

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 64_000_000
"""A 50-megapixel phone camera, and a little more."""
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_UNWANTED = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME = 120

_KINDS = Text("只接受 JPEG、PNG、WebP、PDF 或 UTF-8 文本文件", "Only JPEG, PNG and WebP pictures, PDF and plain UTF-8 text are taken, whatever the name says.")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its bytes, what it is, and a name that is safe to write into a header."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def checked(name: str | None, content: bytes, *, voice: bool = False) -> Checked:
    """The file, if it is one of the kinds that are taken; with `voice` recordings of sound too. Raises `TooLarge` or `Unusable`."""
    if len(content) > LARGEST_FILE:
        raise TooLarge(Text(f"文件最大 {LARGEST_FILE // 1024 // 1024} MB", f"A file may have {LARGEST_FILE // 1024 // 1024} MB at most."))
    if not content:
        raise Unusable(Text("文件为空", "The file is empty."))
    kind = _image(content) or _document(content) or (audio_kind(content) if voice else None)
    if kind is not None and kind.startswith("audio/") and len(content) > LARGEST_VOICE:
        raise TooLarge(Text("语音最长 60 秒", "A voice note may last a minute."))
    if kind is None:
        raise Unusable(_KINDS)
    return Checked(content, kind, _safe_name(name))


def keep(folder: Path, attachment_id: str, content: bytes) -> Path:
    """Write the bytes durably under their id; returns where."""
    place = folder / attachment_id
    partial = folder / f".{attachment_id}.part"
    with partial.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(place)
    return place


def _image(content: bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(_IMAGES)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise TooLarge(Text("图片像素过多，请缩小后上传", f"The picture has more than {MOST_PIXELS // 1_000_000} megapixels. Scale it down."))
                kind = _IMAGES[image.format or ""]
                image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, KeyError):
        return None
    return kind


def _document(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf" if b"%%EOF" in content[-2048:] else None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # Text that a browser could take for a page is no plain text.
    plain = all(character in "\t\r\n" or character.isprintable() for character in text.removeprefix("\ufeff")) and not text.lstrip("\ufeff \t\r\n").startswith(
        "<"
    )
    return "text/plain; charset=utf-8" if plain else None


def _safe_name(name: str | None) -> str:
    cleaned = _UNWANTED.sub("_", Path(name or "").name).strip(". ")
    return cleaned[-_LONGEST_NAME:] or "file"
