"""The small XML that WeCom speaks: a root with texts in it. Nothing that XML could do beyond that is done here."""

from __future__ import annotations

from collections.abc import Mapping
from xml.parsers import expat
from xml.sax.saxutils import escape

from notify.channels.message import NotOurs

_DEEPEST = 6
_MOST_PARTS = 200


def read_flat(document: bytes) -> Mapping[str, str]:
    """The texts directly below the root, by name. Raises `NotOurs` for what is no XML, declares a document type, or is too deep or too much.

    Without a document type there are no entities, so none can be expanded or fetched.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise NotOurs("it is no XML") from None
    return reader.found


def write_flat(parts: Mapping[str, str | Mapping[str, str]]) -> str:
    """A document with these texts below its root, one level of nesting allowed."""
    inside = "".join(f"<{name}>{write_parts(part) if isinstance(part, Mapping) else escape(part)}</{name}>" for name, part in parts.items())
    return f"<xml>{inside}</xml>"


def write_parts(parts: Mapping[str, str]) -> str:
    """Texts by name, one after the other."""
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items())


class _Reader:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._open: list[str] = []

    def refuse(self, *_about: object) -> None:
        raise NotOurs("it declares a document type")

    def begin(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._open.append(name)
        if len(self._open) > _DEEPEST or len(self.found) > _MOST_PARTS:
            raise NotOurs("it is too deep or too much")
        if len(self._open) == 2:  # noqa: PLR2004  below the root
            self.found[name] = ""

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        if len(self._open) == 2:  # noqa: PLR2004  below the root
            self.found[self._open[1]] += text
