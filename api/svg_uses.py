"""How much a drawing draws: ``use`` draws a part again, and one that uses parts that use parts grows without end."""

from __future__ import annotations

from dataclasses import dataclass, field

_DEEPEST = 64
"""Parts within parts; more is no drawing of a person."""


@dataclass
class _Part:
    """An element with an id: how many elements it is itself, and which other parts it uses."""

    own: int = 0
    uses: list[str] = field(default_factory=list)


class Uses:
    """Counts while a document is read."""

    def __init__(self) -> None:
        self._whole = _Part()
        self._parts: dict[str, _Part] = {}
        self._open: list[_Part | None] = []

    def start(self, _name: str, part_id: str | None, href: str | None) -> None:
        """An element begins."""
        part = None if part_id is None else self._parts.setdefault(part_id, _Part())
        self._open.append(part)
        for around in (self._whole, *(each for each in self._open if each is not None)):
            around.own += 1
            if href is not None:
                around.uses.append(href.removeprefix("#"))

    def end(self) -> None:
        """The innermost one ends."""
        self._open.pop()

    @property
    def drawn(self) -> float:
        """How many elements are drawn in all; infinite for a part that uses itself."""
        known: dict[str, float] = {}
        return self._of(self._whole, known, ())

    def _of(self, part: _Part, known: dict[str, float], above: tuple[str, ...]) -> float:
        total = float(part.own)
        for used in part.uses:
            if used in above or len(above) >= _DEEPEST:
                return float("inf")
            if used not in known:
                other = self._parts.get(used)
                known[used] = 0 if other is None else self._of(other, known, (*above, used))
            total += known[used]
        return total
