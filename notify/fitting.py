"""Making a text fit: cut at a character, never within one, and so that one sees that something is missing."""

from __future__ import annotations

_MORE = "…"


def cut(text: str, most: int) -> str:
    """`text` in at most `most` characters; of a longer one the end is left out and said so by ``…``."""
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + _MORE if most > 0 else ""


def clean(text: str) -> str:
    """`text` without what no protocol carries: half characters and control characters, but for line breaks."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(char for char in whole if char.isprintable() or char in "\n\t")


def one_line(text: str) -> str:
    """`text` without line breaks and control characters, which have a meaning of their own in headers."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
