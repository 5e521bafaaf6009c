"""Where ``assets:`` ends in the text of a site file, and the text with more entries there: not a byte of it is changed otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import yaml

from configuration.document import parse
from domain.problem import BadConfiguration, Problem
from steward.joining.asked import Asked
from steward.joining.entry import lines, written

_KEY = "assets"
_LINE_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""
_REMARK = re.compile(r" +#")
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BY_HAND = "Write it as a list, each entry on lines of its own that begin with `- `; or add by hand what --dry-run prints"


@dataclass(frozen=True, slots=True)
class Extended:
    """A site file's text with more entries. Entry number `n` stands on the lines ``spans[n]``, counted from 1."""

    text: str
    spans: tuple[range, ...]

    def entry_at(self, line: int) -> int | None:
        """The number of the new entry that stands on `line`; `None`: it is a line of the former text."""
        return next((number for number, span in enumerate(self.spans) if line in span), None)

    def former(self, line: int) -> int:
        """The number that a line of the former text had there."""
        return line - sum(len(span) for span in self.spans if span.start < line)


def extended(text: str, asked: Sequence[Asked], file: str) -> Extended:
    """`text` with entries for `asked` after the last one of ``assets:``. Raises `BadConfiguration` where that cannot be done safely."""
    return grown(text, [_AskedEntry(each) for each in asked], file)


class ListEntry(Protocol):
    """An entry of a list of the site file."""

    @property
    def written(self) -> Mapping[str, object]:
        """What a reader of it finds."""

    def lines(self, dash: int, inside: int) -> Iterator[str]:
        """As text: `dash` columns before its ``-``, its keys `inside` columns after that."""


@dataclass(frozen=True, slots=True)
class _AskedEntry:
    asked: Asked

    @property
    def written(self) -> Mapping[str, object]:
        return written(self.asked)

    def lines(self, dash: int, inside: int) -> Iterator[str]:
        return lines(self.asked, dash, inside)


def grown(text: str, asked: Sequence[ListEntry], file: str, key: str = _KEY) -> Extended:
    """`text` with the entries `asked` after the last one of the list `key` of the site file, else as `extended`."""
    former = parse(text, file).data
    events = [*yaml.parse(text, Loader=_LOADER)]
    inside = _entries(events, file, key)
    breaks = [*_LINE_BREAK.finditer(text)]
    starts = [0, *(each.end() for each in breaks)]
    dash, keys = _columns(inside, text, starts, file, key)
    line = _line_after(inside, text, starts, dash)
    line_break = breaks[line - 1].group() if 0 < line <= len(breaks) else breaks[-1].group() if breaks else "\n"
    at = starts[line] if line < len(starts) else len(text)
    added: list[str] = []
    spans: list[range] = []
    for each in asked:
        new = [*each.lines(dash, keys)]
        spans.append(range(line + len(added) + 1, line + len(added) + len(new) + 1))
        added += new
    before = text[:at] if line < len(starts) else f"{text}{line_break}"
    result = f"{before}{''.join(f'{each}{line_break}' for each in added)}{text[at:]}"
    _check(former, result, asked, file, line, key)
    return Extended(result, tuple(spans))


def _entries(events: Sequence[yaml.Event], file: str, key: str) -> list[yaml.Event]:
    """The events of the list, its own beginning first, without its end."""
    mappings = ((number, bool(event.flow_style)) for number, event in enumerate(events) if isinstance(event, yaml.MappingStartEvent))
    root, in_braces = next(mappings, (0, True))
    if in_braces:
        raise _unsafe(file, 1, "the file is written in braces, in which nothing can be added safely")
    depth, is_key, found = 0, True, False
    for number, event in enumerate(events[root + 1 :], start=root + 1):
        if depth == 0 and found:
            if not isinstance(event, yaml.SequenceStartEvent) or event.flow_style:
                raise _unsafe(file, _at(event.start_mark)[0] + 1, f"`{key}` is no list with an entry a line, so nothing can be added to it safely")
            return [*_until_end(events, number)]
        if depth == 0:
            found = is_key and isinstance(event, yaml.ScalarEvent) and event.value == key
            is_key = not is_key
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    raise _unsafe(file, 1, f"there is no `{key}:` in it")


def _until_end(events: Sequence[yaml.Event], start: int) -> Iterator[yaml.Event]:
    depth = 0
    for event in events[start:]:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth == 0:
            return
        yield event


def _line_after(inside: Sequence[yaml.Event], text: str, starts: Sequence[int], dash: int) -> int:
    """The number, from 0, of the line after the last entry and the remarks that stand below it, further in than its dash."""
    last = _at(inside[0].start_mark)
    in_braces: list[bool] = []
    for event in inside:
        if isinstance(event, yaml.CollectionStartEvent):
            in_braces.append(bool(event.flow_style))
        # The end of a collection without braces is where the next thing begins, after all remarks.
        elif not isinstance(event, yaml.CollectionEndEvent) or in_braces.pop():
            last = _at(event.end_mark)
    line = last[0] if last[1] == 0 else last[0] + 1
    while line < len(starts) and text.startswith(" " * (dash + 1), starts[line]) and _REMARK.match(text, starts[line]) is not None:
        line += 1
    return line


def _columns(inside: Sequence[yaml.Event], text: str, starts: Sequence[int], file: str, key: str) -> tuple[int, int]:
    """In which column the dashes stand, and how much further in the keys: as in the last entry that shows it."""
    depth = 0
    entries = []
    for event in inside:
        if depth == 1 and isinstance(event, yaml.MappingStartEvent):
            entries.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    for event in reversed(entries):
        line, column = _at(event.start_mark)
        before = text[starts[line] : starts[line] + column]
        if (dash := re.fullmatch(r"( *)-( +)", before)) is not None:
            return len(dash[1]), 2 if event.flow_style else 1 + len(dash[2])
    raise _unsafe(file, _at(inside[0].start_mark)[0] + 1, f"it cannot be told how the entries of `{key}` are indented")


class _Mark(Protocol):
    """A place in the text: of the parser in C or of the one in Python."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def _at(mark: _Mark | None) -> tuple[int, int]:
    """Line and column, from 0."""
    return (0, 0) if mark is None else (mark.line, mark.column)


def _check(former: object, text: str, asked: Sequence[ListEntry], file: str, line: int, key: str) -> None:
    """Whether a reader finds what was there and `asked`, and nothing else."""
    try:
        now = parse(text, file).data
    except BadConfiguration:
        now = None
    if isinstance(former, dict) and isinstance(now, dict) and [*now] == [*former]:
        expected = [*former[key], *(each.written for each in asked)]
        if now[key] == expected and all(now[other] == former[other] for other in former if other != key):
            return
    raise _unsafe(file, line, f"nothing can be added safely after the last entry of `{key}`, as the file is written")


def _unsafe(file: str, line: int, problem: str) -> BadConfiguration:
    return BadConfiguration([Problem(file, line, problem, _BY_HAND)])
