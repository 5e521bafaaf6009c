"""A test of one value as a detector, so that the kinds that combine conditions need to know only detectors."""

from __future__ import annotations

from dataclasses import dataclass

from rules.detector import News, Step, Verdict
from rules.kind import ValueTest


@dataclass(frozen=True, slots=True)
class PresentValue:
    """What `test` says of the newest value of the one input. Late values are judged at their own time, without deadband."""

    test: ValueTest

    def begin(self) -> None:
        """There is nothing to remember."""

    def hear(self, _memory: None, news: News, *, active: bool) -> Step[None]:
        """See `rules.detector.Detector`."""
        if not news.trusted:
            return Step(None) if news.late else Step(None, (Verdict(news.at, None),))
        truth = self.test.holds(news.value, active=active and not news.late)
        return Step(None, (Verdict(news.at, truth, news.value, news.late),))

    def pass_time(self, _memory: None, _moment: int, *, active: bool) -> Step[None]:  # noqa: ARG002  time changes nothing
        """See `rules.detector.Detector`."""
        return Step(None)

    def due(self, _memory: None) -> int | None:
        """Never: only a value changes it."""
        return None

    def dump(self, _memory: None) -> object:
        """See `rules.detector.Detector`."""
        return None

    def load(self, data: object) -> None:
        """See `rules.detector.Detector`."""
        if data is not None:
            raise ValueError("a test of a value remembers nothing")

    @property
    def history_ms(self) -> int:
        """Nothing but the newest value."""
        return 0
