"""A condition that counts only while a calendar of the site says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from domain.calendar import Calendar
from domain.time import from_ms, to_ms
from rules.detector import News, Step, Verdict
from rules.detectors.member import Member, Stand
from rules.detectors.remembered import mapping, truth, whole

_DAY_MS = 24 * 3_600_000


class Turn(NamedTuple):
    """Where the condition stands, and whether it counts (`counts`) from `begins` until `ends`, epoch ms."""

    stand: Stand
    counts: bool = False
    begins: int = 0
    ends: int = 0


@dataclass(frozen=True, slots=True)
class InCalendar:
    """True while `member` is, and `calendar` holds (does not hold, if `outside`). Where it does not count, it is normal."""

    member: Member
    calendar: Calendar
    outside: bool = False

    def begin(self) -> Turn:
        """See `rules.detector.Detector`."""
        return Turn(self.member.begin())

    def hear(self, memory: Turn, news: News, *, active: bool) -> Step[Turn]:  # noqa: ARG002  the memory knows
        """See `rules.detector.Detector`."""
        stand, verdicts = self.member.hear(memory.stand, news)
        turn = self._turned(memory, news.at)._replace(stand=stand)
        said = [replace(verdict, truth=verdict.truth and self._counts(verdict.at)) for verdict in verdicts if verdict.late]
        if not news.late or stand.truth is not memory.stand.truth:
            at = max(news.at, stand.since)
            said.append(self._verdict(turn if turn.begins <= at < turn.ends else self._turned(turn, at), at))
        return Step(turn, said)

    def _verdict(self, turn: Turn, at: int) -> Verdict:
        return Verdict(at, turn.stand.truth if turn.counts else False, turn.stand.value)

    def _counts(self, moment: int) -> bool:
        return self.calendar.holds(from_ms(moment)) is not self.outside

    def _turned(self, turn: Turn, moment: int) -> Turn:
        """The turn at `moment`; of one before the present turn, nothing is kept."""
        if turn.begins <= moment < turn.ends or moment < turn.begins:
            return turn
        change = self.calendar.next_change(from_ms(moment))
        # A calendar that never changes is looked at again every day.
        return Turn(turn.stand, self._counts(moment), moment, moment + _DAY_MS if change is None else to_ms(change))

    def pass_time(self, memory: Turn, moment: int, *, active: bool) -> Step[Turn]:
        """See `rules.detector.Detector`."""
        verdicts: list[Verdict] = []
        said: bool | None = active
        while (due := self.due(memory)) is not None and due <= moment:
            stand, _ = self.member.pass_time(memory.stand, due)
            turn = self._turned(memory, due)._replace(stand=stand)
            verdict = self._verdict(turn, due)
            if verdict.truth is not said:
                verdicts.append(verdict)
                said = verdict.truth
            if turn == memory:
                break
            memory = turn
        return Step(memory, verdicts)

    def due(self, memory: Turn) -> int | None:
        """See `rules.detector.Detector`. The calendar matters only while the condition is not normal."""
        due = self.member.due(memory.stand)
        if memory.stand.truth is False or memory.ends == 0:
            return due
        return memory.ends if due is None else min(due, memory.ends)

    def dump(self, memory: Turn) -> object:
        """See `rules.detector.Detector`."""
        return {**memory._asdict(), "stand": self.member.dump(memory.stand)}

    def load(self, data: object) -> Turn:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        return Turn(self.member.load(fields["stand"]), truth(fields["counts"]), whole(fields["begins"]), whole(fields["ends"]))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.member.detector.history_ms
