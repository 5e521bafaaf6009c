"""What a rule would have made of history: each time that it was true for long enough, with its times and its value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.people import Department
from domain.reading import Value
from domain.severity import Severity
from domain.text import Text
from domain.time import rfc3339
from domain.transition import Change, Transition

MOST = 100_000
"""A rule that alarms more often than this within a window is no rule that anybody could put live."""


class TooManyEpisodes(Exception):
    """The rule alarms far too often to be of use."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A condition that was true. Event times: `began`, `ended`; known times: `raised` (or recorded), `returned`.

    `shown` is when people see it: at once, or when the rule's ``suppress_while`` ends; `None`: never, it stayed
    suppressed by design. `recorded`: it was over when it became known, and nobody is called. `silent`: part of the
    digest after Steward was blind.
    """

    condition: str
    asset: str
    point: str | None
    severity: Severity
    departments: tuple[Department, ...]
    """The one that leads comes first."""
    message: Text
    began: datetime
    raised: datetime
    shown: datetime | None
    value: Value = None
    ended: datetime | None = None
    returned: datetime | None = None
    late: bool = False
    silent: bool = False
    recorded: bool = False

    @property
    def is_alarm(self) -> bool:
        """Whether people see it as an alarm."""
        return not self.recorded and self.shown is not None

    def as_json(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "condition": self.condition,
            "asset": self.asset,
            "point": self.point,
            "message": self.message.as_json(),
            "occurred_at": rfc3339(self.began),
            "raised_at": rfc3339(self.raised),
            "ended_at": None if self.ended is None else rfc3339(self.ended),
            "returned_at": None if self.returned is None else rfc3339(self.returned),
            "value": value_json(self.value),
            "late": self.late,
            "silent": self.silent,
        }


class Episodes:
    """Collects the episodes of some `conditions` (keys) from transitions, as they come."""

    def __init__(self, conditions: frozenset[str]) -> None:
        self.conditions = conditions
        self._found: dict[str, Episode] = {}

    def take(self, said: Sequence[Transition]) -> None:
        """Some transitions. Raises `TooManyEpisodes`."""
        for transition in said:
            if transition.condition in self.conditions:
                self._take(transition)

    def found(self) -> tuple[Episode, ...]:
        """All of them, by when they were raised."""
        return tuple(sorted(self._found.values(), key=lambda each: (each.raised, each.condition)))

    def _take(self, transition: Transition) -> None:
        known = self._found.get(transition.episode)
        if known is None:
            if transition.change in (Change.RAISED, Change.RECORDED):
                if len(self._found) >= MOST:
                    raise TooManyEpisodes
                self._found[transition.episode] = _begin(transition)
        elif transition.change is Change.RETURNED:
            self._found[transition.episode] = replace(known, ended=transition.occurred_at, returned=transition.known_at)
        elif transition.change is Change.UNSUPPRESSED and known.shown is None:
            self._found[transition.episode] = replace(known, shown=transition.known_at)


def _begin(transition: Transition) -> Episode:
    recorded = transition.change is Change.RECORDED
    return Episode(
        condition=transition.condition,
        asset=transition.asset,
        point=transition.point,
        severity=transition.severity,
        departments=(transition.department, *transition.assist),
        message=transition.message,
        began=transition.occurred_at,
        raised=transition.known_at,
        shown=None if transition.suppressed or recorded else transition.known_at,
        value=transition.value,
        ended=transition.occurred_at if recorded else None,
        returned=transition.known_at if recorded else None,
        late=transition.late,
        silent=transition.silent,
        recorded=recorded,
    )


def value_json(value: Value) -> object:
    """A value as JSON: flags are a sorted list."""
    return sorted(value) if isinstance(value, frozenset) else value


def by_place(episodes: Iterable[Episode], common: Collection[str]) -> Mapping[str, list[Episode]]:
    """Episodes by what makes them comparable: their condition, or their asset where only one side has that condition."""
    found: dict[str, list[Episode]] = {}
    for each in episodes:
        found.setdefault(each.condition if each.condition in common else f"|{each.asset}", []).append(each)
    return found
