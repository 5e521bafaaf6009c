"""All, any, or at least so many of several conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from domain.reading import Value
from rules.detector import News, Step, Verdict
from rules.detectors.member import Member, Stand
from rules.detectors.remembered import items


class Stands(NamedTuple):
    """Where each member stands, in their order."""

    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """True while at least `at_least` of `members` are true, those of `negated` (by number) the other way round.

    Unknown counts neither as true nor as normal: it is unknown whether enough are true while the unknown ones decide it.
    A verdict's value is that of the first member that has one, or, with `counts`, how many are true. A verdict holds
    from the last moment at which a member changed.
    """

    members: tuple[Member, ...]
    at_least: int
    negated: frozenset[int] = frozenset()
    counts: bool = False

    def at_first(self) -> bool | None:
        """See `rules.detectors.member.KnownAtFirst`: known when members that are known at first decide it."""
        return self._verdict(self.begin(), 0).truth

    def begin(self) -> Stands:
        """See `rules.detector.Detector`."""
        return Stands(tuple(member.begin() for member in self.members))

    def hear(self, memory: Stands, news: News, *, active: bool) -> Step[Stands]:  # noqa: ARG002  the members know
        """See `rules.detector.Detector`."""
        stands = list(memory.stands)
        changed = False
        for number, member in enumerate(self.members):
            if news.source in member.sources:
                before = stands[number]
                stands[number], _ = member.hear(before, news)
                changed = changed or before.truth is not stands[number].truth
        after = Stands(tuple(stands))
        if news.late and not changed:
            return Step(after)
        return Step(after, (self._verdict(after, news.at),))

    def _verdict(self, memory: Stands, at: int) -> Verdict:
        true = unknown = 0
        since = at
        for number, stand in enumerate(memory.stands):
            if stand.truth is None:
                unknown += 1
            elif stand.truth is not (number in self.negated):
                true += 1
            since = max(since, stand.since)
        truth = True if true >= self.at_least else None if true + unknown >= self.at_least else False
        return Verdict(since, truth, float(true) if self.counts else self._value(memory))

    def _value(self, memory: Stands) -> Value:
        return next((stand.value for stand in memory.stands if stand.value is not None), None)

    def pass_time(self, memory: Stands, moment: int, *, active: bool) -> Step[Stands]:
        """See `rules.detector.Detector`."""
        verdicts: list[Verdict] = []
        said: bool | None = active
        while (due := self.due(memory)) is not None and due <= moment:
            stands = tuple(self._passed(number, stand, due) for number, stand in enumerate(memory.stands))
            stuck = stands == memory.stands
            memory = Stands(stands)
            verdict = self._verdict(memory, due)
            if verdict.truth is not said:
                verdicts.append(verdict)
                said = verdict.truth
            if stuck:
                break
        return Step(memory, verdicts)

    def _passed(self, number: int, stand: Stand, moment: int) -> Stand:
        member = self.members[number]
        due = member.due(stand)
        return stand if due is None or due > moment else member.pass_time(stand, moment)[0]

    def due(self, memory: Stands) -> int | None:
        """See `rules.detector.Detector`."""
        dues = [due for member, stand in zip(self.members, memory.stands, strict=True) if (due := member.due(stand)) is not None]
        return min(dues, default=None)

    def dump(self, memory: Stands) -> object:
        """See `rules.detector.Detector`."""
        return [member.dump(stand) for member, stand in zip(self.members, memory.stands, strict=True)]

    def load(self, data: object) -> Stands:
        """See `rules.detector.Detector`."""
        found = items(data, lambda part: part)
        return Stands(tuple(member.load(each) for member, each in zip(self.members, found, strict=True)))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return max(member.detector.history_ms for member in self.members)
