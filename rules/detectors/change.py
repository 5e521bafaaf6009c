"""By how much a number has changed within a window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rules.detector import News, Step, Verdict
from rules.detectors.numbers import SLOTS, Numbers, number_of, numbers_from


class Way(StrEnum):
    """Which changes count."""

    RISES = "rises"
    FALLS = "falls"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """True while the newest number differs by `by` from the lowest (highest) of the last `window_ms`, both ends included.

    Once true, until it differs by less than ``by - deadband``. A verdict's value is by how much. With one number in
    the window nothing is known. A number that comes late by less than a window is judged at its own time, and the
    newest anew.
    """

    way: Way
    by: float
    window_ms: int
    deadband: float

    def begin(self) -> Numbers:
        """See `rules.detector.Detector`."""
        return Numbers()

    def hear(self, memory: Numbers, news: News, *, active: bool) -> Step[Numbers]:
        """See `rules.detector.Detector`."""
        value = number_of(news)
        newest = memory.times[-1] if memory.times else None
        if newest is not None and news.at < newest:
            return self._late(memory, news.at, value, newest, active=active)
        if value is None:
            return Step(memory, (Verdict(news.at, None),))
        if newest == news.at and memory.has(news.at, value):
            return Step(memory)
        after = memory.with_newest(news.at, value, self._slot_ms, 2 * self.window_ms)
        return Step(after, (self._judge(after, news.at, value, active=active),))

    @property
    def _slot_ms(self) -> int:
        return max(1, self.window_ms // SLOTS)

    def _late(self, memory: Numbers, at: int, value: float | None, newest: int, *, active: bool) -> Step[Numbers]:
        if value is None or at < newest - self.window_ms or memory.has(at, value):
            return Step(memory)
        after = memory.with_late(at, value, self._slot_ms)
        then = self._judge(after, at, value, active=False)
        now = self._judge(after, newest, after.values[-1], active=active)
        if now.truth is True and not active:
            return Step(after, (now,))
        return Step(after, (Verdict(then.at, then.truth, then.value, late=True),))

    def _judge(self, numbers: Numbers, at: int, value: float, *, active: bool) -> Verdict:
        window = numbers.since(at - self.window_ms, at)
        if len(window) < 2:  # noqa: PLR2004  one number is no change
            return Verdict(at, None)
        if self.way is Way.RISES:
            change = value - min(window)
        elif self.way is Way.FALLS:
            change = max(window) - value
        else:
            change = max(value - min(window), max(window) - value)
        return Verdict(at, change >= (self.by - self.deadband if active else self.by), change)

    def pass_time(self, memory: Numbers, _moment: int, *, active: bool) -> Step[Numbers]:  # noqa: ARG002  silence is no change
        """See `rules.detector.Detector`."""
        return Step(memory)

    def due(self, _memory: Numbers) -> int | None:
        """Never: without numbers nothing is known."""
        return None

    def dump(self, memory: Numbers) -> object:
        """See `rules.detector.Detector`."""
        return memory.as_json()

    def load(self, data: object) -> Numbers:
        """See `rules.detector.Detector`."""
        return numbers_from(data)

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.window_ms
