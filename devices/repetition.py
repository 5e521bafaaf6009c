"""Repetition in a site file: one block of text stands for many, ``{t}`` in it for each value in turn.

``repeat: {t: 1..3, n: [1, 2]}`` gives every combination, the last name fastest. A value may be a row of named cells
(``level: [{id: b1, zh: 地下一层}]``), used as ``{level.id}``. ``{floor:02}`` pads a number with noughts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

Cell = str | int
Row = Mapping[str, Cell]
Names = Mapping[str, Cell | Row]
"""What each name stands for in one of the repetitions."""

_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")
_PLACE = re.compile(r"\{(\w+)(?:\.(\w+))?(?::0(\d+))?\}")
MOST = 10_000
"""No block stands for more than so many: a slip of the pen should not eat the machine."""


class UnknownName(Exception):
    """A text has a place in braces that no ``repeat`` gives a value for; its words are the place and what is known."""


def repetitions(repeat: Mapping[str, object] | None) -> Iterator[Names]:
    """Every combination of the values of `repeat`; one empty combination for `None`. Raises `ValueError` with what is wrong."""
    if repeat is None:
        yield {}
        return
    axes = {name: _values(name, written) for name, written in repeat.items()}
    total = 1
    for values in axes.values():
        total *= len(values)
    if total > MOST:
        raise ValueError(f"repeats {total} times, more than {MOST}")
    for values in product(*axes.values()):
        yield dict(zip(axes, values, strict=True))


def fill(text: str, names: Names) -> str:
    """`text` with its places filled. Raises `UnknownName`."""

    def word(match: re.Match[str]) -> str:
        name, cell, width = match.groups()
        value = names.get(name)
        if isinstance(value, Mapping):
            value = value.get(cell) if cell else None
        elif cell:
            value = None
        if value is None:
            known = ", ".join(f"{{{place}}}" for place in _places(names)) or "none: there is no `repeat` here"
            raise UnknownName(f"`{match.group()}` stands for nothing; known here: {known}")
        return str(value).zfill(int(width)) if width else str(value)

    return _PLACE.sub(word, text)


def _values(name: str, written: object) -> Sequence[Cell | Row]:
    if isinstance(written, str) and (bounds := _RANGE.fullmatch(written)):
        first, last = int(bounds[1]), int(bounds[2])
        if last < first:
            raise ValueError(f"`{name}: {written}` runs backwards")
        if last - first >= MOST:
            raise ValueError(f"`{name}: {written}` is more than {MOST} values")
        return range(first, last + 1)
    if isinstance(written, list) and written and all(_is_cell(value) or _is_row(value) for value in written):
        return written
    raise ValueError(f"`{name}` needs a range like `1..3` or a list of numbers, words or rows")


def _is_cell(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(_is_cell(cell) for cell in value.values())


def _places(names: Names) -> Iterator[str]:
    for name, value in names.items():
        if isinstance(value, Mapping):
            yield from (f"{name}.{cell}" for cell in value)
        else:
            yield name
