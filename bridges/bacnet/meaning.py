"""What a BACnet value means as the value of a point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridges.bacnet.wire import Bits, Code, Raw
from bridges.publisher import Sent
from domain.device_type import PointType
from domain.reading import PointKind

ANY = "*"
"""In the column Values: whatever is not named."""
IGNORED = "-"
"""In the column Values of flags: this bit says nothing to us."""
_TRUTH = {"true": True, "false": False}
_SAFE_INTEGER = 2**53


class Unfit(Exception):
    """Not a value of the point."""


@dataclass(frozen=True)
class Meaning:
    """How the values of a property become those of a point.

    `words` is the column Values (casefolded on the left); `names` are the standard's names of codes or bits; `truth`: its
    codes 0 and 1 are inactive and active.
    """

    type: PointType
    scale: float = 1.0
    offset: float = 0.0
    words: Mapping[str, str] | None = None
    names: Mapping[int, str] | None = None
    truth: bool = False

    def sent(self, raw: Raw) -> Sent:
        """The value to publish. Raises `Unfit`."""
        if raw is None:
            raise Unfit("it has no value")
        match self.type.kind:
            case PointKind.FLAGS:
                return self._flags(raw)
            case PointKind.BINARY:
                return self._binary(raw)
            case PointKind.ENUM:
                return self._word(raw)
            case PointKind.TEXT:
                return self._text(raw)
            case _:
                return self._number(raw)

    def _number(self, raw: Raw) -> float:
        said = self._said(raw)
        try:
            if said is not None:
                number = float(said)
            elif isinstance(raw, int | float) and not isinstance(raw, bool):
                number = float(raw) * self.scale + self.offset
            else:
                raise Unfit(f"{self.shown(raw)} is not a number")
        except OverflowError:
            raise Unfit("it is beyond any number") from None
        if not math.isfinite(number):
            raise Unfit(f"{number} is not a finite number")
        return int(number) if number.is_integer() and abs(number) < _SAFE_INTEGER else number

    def _binary(self, raw: Raw) -> bool:
        if isinstance(raw, Bits | tuple):
            return self._any(raw)
        said = self._said(raw)
        if said is not None:
            return _TRUTH[said.lower()]
        if isinstance(raw, bool):
            return raw
        if self.truth and raw in (Code(0), Code(1)):
            return raw == Code(1)
        raise Unfit(f"{self.shown(raw)} is neither true nor false")

    def _any(self, raw: Bits | tuple[Raw, ...]) -> bool:
        """Whether one of the bits or codes that are set is said to be true."""
        return any((said := self._said(each)) is not None and _TRUTH[said.lower()] for each in _members(raw))

    def _word(self, raw: Raw) -> str:
        said = self._said(raw)
        tried = [said] if said is not None else self._names(raw)
        known = {key for _, key, _ in self.type.codes}
        found = next((word for word in tried if word in known), None)
        if found is None:
            raise Unfit(f"{self.shown(raw)} is not among {', '.join(key for _, key, _ in self.type.codes)}")
        return found

    def _text(self, raw: Raw) -> str:
        if isinstance(raw, Bits | tuple):
            raise Unfit("it is not a single value")
        said = self._said(raw)
        return said if said is not None else self.shown(raw)

    def _flags(self, raw: Raw) -> Sequence[str]:
        """The words of what is set, or of a single state.

        A bit that nobody named keeps its name, which is told when it arrives: the others count. A state that nobody named is
        refused: it may be anything.
        """
        if isinstance(raw, bool | float | str):
            raise Unfit(f"{self.shown(raw)} is not a set of flags")
        single = not isinstance(raw, Bits | tuple)
        found: dict[str, None] = {}
        for each in _members(raw):
            if isinstance(each, bool) or not isinstance(each, Code | int):
                raise Unfit(f"{self.shown(each)} is not a flag")
            said = self._said(each)
            if said is None and single:
                raise Unfit(f"{self.shown(each)} is not named under Values")
            found.update(dict.fromkeys(flags_in(said) if said is not None else [self._names(each)[-1]]))
        found.pop(IGNORED, None)
        return list(found)

    def _said(self, raw: Raw) -> str | None:
        """What the column Values says of it."""
        words = self.words or {}
        return next((words[each] for each in self._called(raw) if each in words), words.get(ANY)) if words else None

    def _called(self, raw: Raw) -> Sequence[str]:
        if isinstance(raw, bool):
            return ["true" if raw else "false"]
        if isinstance(raw, Code):
            return [str(raw.number), *([self.names[raw.number].casefold()] if self.names and raw.number in self.names else [])]
        if isinstance(raw, int):
            return [_digits(raw)]
        if isinstance(raw, float):
            return [_digits(int(raw))] if raw.is_integer() else [str(raw)]
        return [raw.casefold()] if isinstance(raw, str) else []

    def _names(self, raw: Raw) -> Sequence[str]:
        if isinstance(raw, Code):
            name = (self.names or {}).get(raw.number, str(raw.number))
            return [name, name.replace("-", "_")]
        return [raw if isinstance(raw, str) else self.shown(raw)]

    def shown(self, raw: Raw) -> str:
        """`raw` as it can stand in a message."""
        if isinstance(raw, Code):
            return (self.names or {}).get(raw.number, str(raw.number))
        if isinstance(raw, Bits):
            return "a bit string"
        if isinstance(raw, tuple):
            return "a list"
        return _digits(raw) if isinstance(raw, int) and not isinstance(raw, bool) else str(raw)[:100]


def flags_in(here: str) -> Sequence[str]:
    """The flags of a cell's right side: ``fire+fault`` are two."""
    return [each.strip() for each in here.split("+")]


def _members(raw: Raw) -> Sequence[Raw]:
    """The bits that are set, as codes; the entries of a list; or the value itself."""
    if isinstance(raw, Bits):
        return [Code(bit) for bit in sorted(raw.set)]
    return raw if isinstance(raw, tuple) else [raw]


def _digits(number: int) -> str:
    """Its digits; of a number that no device means, only that (Python refuses to write thousands of digits)."""
    return str(number) if abs(number) < 1 << 64 else "a huge number"
