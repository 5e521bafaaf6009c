"""An event that has to be followed by something, and is not: a door is released, and nobody opens it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.detector import News, Step, Verdict
from rules.detectors.happening import Happening
from rules.detectors.member import Member, Stand
from rules.detectors.remembered import items, mapping, whole, whole_or_none

MOST_WAITS = 64
"""So many unanswered events are remembered: of more, the first ones."""


class Waiting(NamedTuple):
    """`waits`: the times of the events that still wait, in order. `answered`: when `then` was true last.

    `missed`: the newest event that waited in vain; `until`: true so long, or not.
    """

    first: Stand
    then: Stand
    waits: tuple[int, ...] = ()
    answered: int = 0
    missed: int = 0
    until: int | None = None


@dataclass(frozen=True, slots=True)
class AfterEvent:
    """True when `within_ms` after an event of `first`, `then` has not been true since; until it is, or for `hold_ms`.

    If it is unknown at the end of the time whether `then` is true, the event is let go. Late news counts at its own time.
    """

    first: Member
    then: Member
    within_ms: int
    hold_ms: int

    def begin(self) -> Waiting:
        """See `rules.detector.Detector`."""
        return Waiting(self.first.begin(), self.then.begin())

    def hear(self, memory: Waiting, news: News, *, active: bool) -> Step[Waiting]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        first, then = memory.first, memory.then
        events: Sequence[Verdict] = ()
        answers: Sequence[Verdict] = ()
        if news.source in self.first.sources:
            first, events = self.first.hear(first, news)
        if news.source in self.then.sources:
            then, answers = self.then.hear(then, news)
        after = self._noted(memory._replace(first=first, then=then), events, answers)
        if (after.until is None) is not (memory.until is None) or (not news.late and (events or answers)):
            return Step(after, (Verdict(news.at, after.until is not None),))
        return Step(after)

    def _noted(self, memory: Waiting, events: Iterable[Verdict], answers: Iterable[Verdict]) -> Waiting:
        first, then, waits, answered, missed, until = memory
        for at in (answer.at for answer in answers if answer.truth is True):
            answered = max(answered, at)
            waits = tuple(wait for wait in waits if wait > at)
            if until is not None and at >= missed:
                until = None
        holds = then.truth is True and not self._then_is_event
        for at in (event.at for event in events):
            if answered < at and not (holds and then.since <= at) and at not in waits and len(waits) < MOST_WAITS:
                place = bisect_right(waits, at)
                waits = (*waits[:place], at, *waits[place:])
        return Waiting(first, then, waits, answered, missed, until)

    @property
    def _then_is_event(self) -> bool:
        return isinstance(self.then.detector, Happening)

    def pass_time(self, memory: Waiting, moment: int, *, active: bool) -> Step[Waiting]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        verdicts: list[Verdict] = []
        while (due := self.due(memory)) is not None and due <= moment:
            then, answers = self.then.pass_time(memory.then, due)
            after = self._over(self._noted(memory._replace(then=then), (), answers), due)
            if (after.until is None) is not (memory.until is None):
                verdicts.append(Verdict(due, after.until is not None))
            if after == memory:
                break
            memory = after
        return Step(memory, verdicts)

    def _over(self, memory: Waiting, at: int) -> Waiting:
        """What has waited long enough at `at`, and what has been true for long enough."""
        waits, missed, until = memory.waits, memory.missed, memory.until
        known = memory.then.truth is not None or self._then_is_event
        while waits and waits[0] + self.within_ms <= at:
            if known:
                missed, until = waits[0], waits[0] + self.within_ms + self.hold_ms
            waits = waits[1:]
        if until is not None and until <= at:
            until = None
        return memory._replace(waits=waits, missed=missed, until=until)

    def due(self, memory: Waiting) -> int | None:
        """See `rules.detector.Detector`."""
        dues = [due for due in (self.then.due(memory.then), memory.until) if due is not None]
        if memory.waits:
            dues.append(memory.waits[0] + self.within_ms)
        return min(dues, default=None)

    def dump(self, memory: Waiting) -> object:
        """See `rules.detector.Detector`."""
        return {**memory._asdict(), "first": self.first.dump(memory.first), "then": self.then.dump(memory.then)}

    def load(self, data: object) -> Waiting:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        return Waiting(
            self.first.load(fields["first"]),
            self.then.load(fields["then"]),
            items(fields["waits"], whole),
            whole(fields["answered"]),
            whole(fields["missed"]),
            whole_or_none(fields["until"]),
        )

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.within_ms + self.hold_ms + self.then.detector.history_ms
