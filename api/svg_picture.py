"""A drawing (SVG) from anybody made harmless: read by a strict parser, written anew from an allow list.

What comes out holds shapes, text, gradients and styles, and nothing that runs, fetches, or refers to anything outside
it. Nothing of the input is copied: whatever the list (`api.svg_words`) does not name is not written.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from api.problems import TooLarge, Unusable
from api.svg_size import size_of
from api.svg_uses import Uses
from api.svg_words import ATTRIBUTES, ELEMENTS, LOCAL, REFERENCES, WRITTEN, harmless, harmless_style
from domain.text import Text

LARGEST_SVG = 4 * 1024 * 1024
MOST_ELEMENTS = 20_000
DEEPEST = 64

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_LOOKS_LIKE = re.compile(rb"\A\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE\s+svg|svg[\s>])", re.IGNORECASE)
_NO_SVG = Text("SVG 无法解析，请用绘图软件另存为“普通 SVG”", "This SVG cannot be read. Save it again as plain SVG from the drawing program.")
_NO_ENTITIES = Text("SVG 含有 DTD 实体声明，不予接受", "This SVG declares entities in its document type; save it again without them.")
_TOO_MUCH = Text(f"图形过于复杂（最多 {MOST_ELEMENTS} 个元素），请简化后上传", f"The drawing is too complex: {MOST_ELEMENTS} elements at most. Simplify it.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A harmless SVG. `width` and `height` are its view box's; `left_out` names what was left out, and how often."""

    content: bytes
    width: float
    height: float
    left_out: dict[str, int]


def looks_like_svg(content: bytes) -> bool:
    """Whether this wants to be an SVG."""
    return _LOOKS_LIKE.match(content[:512]) is not None


def harmless_svg(content: bytes) -> Drawing:
    """The drawing without anything that could do harm. Raises `TooLarge`, or `Unusable` for what is no SVG or hides something."""
    if len(content) > LARGEST_SVG:
        raise TooLarge(Text(f"SVG 最大 {LARGEST_SVG // 1024 // 1024} MB", f"An SVG may have {LARGEST_SVG // 1024 // 1024} MB at most."))
    copying = _Copying()
    # In UTF-8 whatever the file says of itself: an encoding of its own could say another thing to another reader.
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.StartElementHandler = copying.start
    parser.EndElementHandler = copying.end
    parser.CharacterDataHandler = copying.write
    parser.StartDoctypeDeclHandler = _doctype
    parser.EntityDeclHandler = _entity
    parser.ProcessingInstructionHandler = copying.instruction
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unusable(_NO_SVG) from error
    width, height = copying.size
    if copying.uses.drawn > MOST_ELEMENTS:
        raise Unusable(_TOO_MUCH)
    return Drawing("".join(copying.parts).encode(), width, height, dict(copying.left_out))


@dataclass
class _Copying:
    """Writes the new document while the old one is read."""

    parts: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    uses: Uses = field(default_factory=Uses)
    size: tuple[float, float] = (0, 0)
    _open: list[str] = field(default_factory=list)
    _skipping: int = 0
    _elements: int = 0
    _style: list[str] = field(default_factory=list)

    def start(self, name: str, given: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS or len(self._open) + self._skipping >= DEEPEST:
            raise Unusable(_TOO_MUCH)
        space, _, local = name.rpartition(" ")
        if not self._open and (self._skipping or (space, local) != (_SVG, "svg")):
            raise Unusable(_NO_SVG)
        if local == "a" and space == _SVG:  # what is linked is drawn, and leads nowhere
            local, given = "g", {key: value for key, value in given.items() if "href" not in key}
        if self._skipping or space != _SVG or local not in ELEMENTS:
            self._leave_out(local, quietly=space != _SVG or self._skipping > 0)
            return
        attributes = self._attributes(local, given)
        if not self._open:
            self.size = size_of(attributes)
            width, height = self.size
            attributes.setdefault("viewBox", f"0 0 {width:g} {height:g}")
            attributes |= {"width": f"{width:g}", "height": f"{height:g}", "xmlns": _SVG}
        self._open.append(local)
        self.uses.start(local, attributes.get("id"), attributes.get("href") if local == "use" else None)
        self.parts.append(f"<{local}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}>")

    def end(self, _name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        local = self._open.pop()
        self.uses.end()
        if local == "style":
            sheet = "".join(self._style)
            self._style.clear()
            if harmless(sheet):
                self.parts.append(escape(sheet))
            else:
                self.left_out["style"] += 1
        self.parts.append(f"</{local}>")

    def write(self, text: str) -> None:
        if self._skipping or not self._open or self._open[-1] not in WRITTEN:
            return
        if self._open[-1] == "style":
            self._style.append(text)
        else:
            self.parts.append(escape(text))

    def instruction(self, _target: str, _words: str) -> None:
        self.left_out["?"] += 1

    def _leave_out(self, name: str, *, quietly: bool) -> None:
        self._skipping += 1
        # What editors note for themselves in their own namespaces is no loss worth a word.
        if not quietly:
            self.left_out[name] += 1

    def _attributes(self, element: str, given: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for name, value in given.items():
            space, _, local = name.rpartition(" ")
            if space == _XML and local == "space":
                continue
            if local.lower().startswith("on") or (space and not (space == _XLINK and local == "href")) or local not in ATTRIBUTES:
                if not space and not local.startswith(("data-", "aria-")):
                    self.left_out[f"@{local}"] += 1
                continue
            allowed = self._value(element, local, value)
            if allowed is None:
                self.left_out[f"@{local}"] += 1
            else:
                kept[local] = allowed
        return kept

    def _value(self, element: str, name: str, value: str) -> str | None:
        """What may stay of an attribute; `None`: nothing."""
        if name == "href":
            return value if element in REFERENCES and LOCAL.fullmatch(value) else None
        if name == "style":
            return harmless_style(value)
        return value if harmless(value) else None


def _doctype(_name: str, _system: str | None, _public: str | None, internal: bool) -> None:  # noqa: FBT001  expat calls it so
    if internal:
        raise Unusable(_NO_ENTITIES)


def _entity(*_declared: object) -> None:
    raise Unusable(_NO_ENTITIES)
