"""Topic patterns of the site file: ``plant/+/{address}/state``, in which ``+`` is any level and a place in braces a name.

A place stands for a whole level or a part of one (``meter-{address}``); there is at most one in a level.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

_SEPARATOR = "/"
_OURS = ("steward", "v1")


class BadPattern(Exception):
    """Not a pattern that can be listened to; `remedy` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class _Level:
    """What a level may be: `before`, at least one character, `after`; without `open`, only `before` itself."""

    before: str
    open: bool = False
    after: str = ""
    place: str | None = None

    def takes(self, word: str) -> bool:
        if not self.open:
            return word == self.before
        return len(word) > len(self.before) + len(self.after) and word.startswith(self.before) and word.endswith(self.after)

    def meets(self, other: _Level) -> bool:
        """Whether some word is taken by both."""
        if not self.open:
            return other.takes(self.before)
        if not other.open:
            return self.takes(other.before)
        first, last = (self.before, other.before), (self.after, other.after)
        return _one_begins_the_other(*first) and _one_begins_the_other(last[0][::-1], last[1][::-1])


class TopicPattern:
    """A pattern, made once; `filter` is the subscription that brings what it matches."""

    def __init__(self, text: str, places: Collection[str]) -> None:
        """Raises `BadPattern`. `places` are the names that may stand in braces, each once at most."""
        if not text:
            raise BadPattern("it has no topic", "Write `topic:` with the levels of its topics, for example plant/{address}/data")
        levels = text.split(_SEPARATOR)
        self._levels = [_level(word, text, places) for word in levels]
        if levels[0].startswith("$") or levels[0] == _OURS[0] or self._meets_ours():
            raise BadPattern(f"`{text}` would hear what is the broker's or Steward's own", "Begin with a level that only its devices have")
        if "" in levels[1:]:
            raise BadPattern(f"`{text}` has an empty level", "Remove the `/` that is too many")
        self.text = text
        self.places = [level.place for level in self._levels if level.place is not None]
        for place in self.places:
            if self.places.count(place) > 1:
                raise BadPattern(f"`{text}` has `{{{place}}}` twice", "Write `+` for one of them")
        self.filter = _SEPARATOR.join("+" if level.open else level.before for level in self._levels)

    def match(self, words: Sequence[str]) -> dict[str, str] | None:
        """What its places stand for in a topic of these levels; `None` if it does not match."""
        if len(words) != len(self._levels):
            return None
        found: dict[str, str] = {}
        for level, word in zip(self._levels, words, strict=True):
            if not level.takes(word):
                return None
            if level.place is not None:
                found[level.place] = word[len(level.before) : len(word) - len(level.after)]
        return found

    def meets(self, other: TopicPattern) -> bool:
        """Whether one topic could match both."""
        return len(self._levels) == len(other._levels) and all(mine.meets(its) for mine, its in zip(self._levels, other._levels, strict=True))

    def _meets_ours(self) -> bool:
        ours = [_Level(word) for word in _OURS]
        return len(self._levels) > len(ours) and all(mine.meets(its) for mine, its in zip(self._levels, ours, strict=False))


def _level(word: str, text: str, places: Collection[str]) -> _Level:
    if word == "+":
        return _Level("", open=True)
    before, brace, rest = word.partition("{")
    place, end, after = rest.partition("}")
    if any(sign in part for part in (before, after) for sign in "#+{}") or (brace and not end):
        remedy = "A level is a word, `+` for any, or has one place in braces; `#` cannot be: write `+` for each level"
        raise BadPattern(f"`{word}` in `{text}` is no level of a topic", remedy)
    if not brace:
        return _Level(before)
    if place not in places:
        raise BadPattern(f"`{{{place}}}` in `{text}` stands for nothing", f"Known here: {', '.join(f'{{{known}}}' for known in places)}")
    return _Level(before, open=True, after=after, place=place)


def _one_begins_the_other(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
