"""A state that has to be followed by something, and is not: a pump is commanded on, and no water flows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rules.detector import News, Step, Verdict
from rules.detectors.happening import Happening
from rules.detectors.member import Member, Stand
from rules.detectors.remembered import mapping, truth, whole_or_none


class Expectation(NamedTuple):
    """`since`: when `first` became true, while it is. `came`: `then` was true since. `missed`: it did not come in time."""

    first: Stand
    then: Stand
    since: int | None = None
    came: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class AfterState:
    """True when `first` has been true for `within_ms` and `then` has not been true in that time; until it is, or `first` ends.

    While it is unknown whether `then` is true, nothing is known. Late news of `then` counts at its own time; late news
    of `first` is of a state that is over.
    """

    first: Member
    then: Member
    within_ms: int

    def begin(self) -> Expectation:
        """See `rules.detector.Detector`."""
        return Expectation(self.first.begin(), self.then.begin())

    def hear(self, memory: Expectation, news: News, *, active: bool) -> Step[Expectation]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        first, then = memory.first, memory.then
        answers: Sequence[Verdict] = ()
        if news.source in self.first.sources:
            first, _ = self.first.hear(first, news)
        if news.source in self.then.sources:
            then, answers = self.then.hear(then, news)
        after, truth_now = self._judged(memory._replace(first=first, then=then), answers, news.at)
        if news.late and after.missed is memory.missed:
            return Step(after)
        return Step(after, (Verdict(news.at, truth_now, first.value),))

    def _judged(self, memory: Expectation, answers: Sequence[Verdict], at: int) -> tuple[Expectation, bool | None]:
        first, then, since, came, missed = memory
        if first.truth is False:
            return Expectation(first, then), False
        if since is None:
            if first.truth is None:
                return memory, None
            since = first.since
            came = then.truth is True and not self._then_is_event
        came = came or any(answer.truth is True and answer.at >= since for answer in answers)
        if came:
            return Expectation(first, then, since, came=True), False
        if at < since + self.within_ms:
            return Expectation(first, then, since), False
        if then.truth is None and not self._then_is_event:
            return Expectation(first, then, since, missed=missed), None
        return Expectation(first, then, since, missed=True), True

    @property
    def _then_is_event(self) -> bool:
        return isinstance(self.then.detector, Happening)

    def pass_time(self, memory: Expectation, moment: int, *, active: bool) -> Step[Expectation]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        verdicts: list[Verdict] = []
        while (due := self.due(memory)) is not None and due <= moment:
            first, _ = self.first.pass_time(memory.first, due)
            then, answers = self.then.pass_time(memory.then, due)
            after, truth_now = self._judged(memory._replace(first=first, then=then), answers, due)
            if after.missed is not memory.missed:
                verdicts.append(Verdict(due, truth_now, first.value))
            if after == memory:
                break
            memory = after
        return Step(memory, verdicts)

    def due(self, memory: Expectation) -> int | None:
        """See `rules.detector.Detector`."""
        dues = [due for due in (self.first.due(memory.first), self.then.due(memory.then)) if due is not None]
        known = memory.then.truth is not None or self._then_is_event
        if memory.since is not None and known and not memory.came and not memory.missed:
            dues.append(memory.since + self.within_ms)
        return min(dues, default=None)

    def dump(self, memory: Expectation) -> object:
        """See `rules.detector.Detector`."""
        return {**memory._asdict(), "first": self.first.dump(memory.first), "then": self.then.dump(memory.then)}

    def load(self, data: object) -> Expectation:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        first, then = self.first.load(fields["first"]), self.then.load(fields["then"])
        return Expectation(first, then, whole_or_none(fields["since"]), truth(fields["came"]), truth(fields["missed"]))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.within_ms + max(self.first.detector.history_ms, self.then.detector.history_ms)
