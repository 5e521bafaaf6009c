"""How long until a number reaches a limit, if it goes on as it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rules.detector import News, Step, Verdict
from rules.detectors.buckets import Buckets, buckets_as_json, buckets_from, span, with_number
from rules.detectors.numbers import number_of
from rules.detectors.remembered import items, mapping, number, truth
from rules.detectors.trend import Trend, trend

BUCKETS = 12
"""A trend is taken over so many stretches: 66 pairs, robust enough where each is a mean already, and quick."""

FEWEST_BUCKETS = 5
"""Fewer stretches than these agree too easily by chance."""

SPANNED = 0.75
"""So great a share of the time must lie between them: half a wave looks like a trend."""

BACK = 1.25
"""Once true, until the limit is farther away than so many times what was asked for."""

_MINUTE = 60_000


class Course(NamedTuple):
    """`trend` was taken when the newest bucket began; `None`: there is none. `known`: whether there was enough to say so.

    `newest` is the newest reading, so that one that is told twice counts once.
    """

    buckets: Buckets = ()
    trend: Trend | None = None
    known: bool = False
    newest: tuple[int, float] = (0, 0.0)


@dataclass(frozen=True, slots=True)
class Outlook:
    """True while the number of the one input is beyond `limit`, or reaches it in `within_ms` if its trend goes on.

    A verdict's value is the minutes that are left. The trend is that of the last `over_ms` in twelve buckets, taken
    anew when a bucket begins; without `minimum` readings, five buckets and three quarters of `over_ms` between them, nothing is
    known. A reading that comes late by less than `over_ms` is judged by the trend of its own time.
    """

    limit: float
    below: bool
    within_ms: int
    over_ms: int
    minimum: int

    @property
    def bucket_ms(self) -> int:
        """How long a bucket is."""
        return max(1, self.over_ms // BUCKETS)

    def begin(self) -> Course:
        """See `rules.detector.Detector`."""
        return Course()

    def hear(self, memory: Course, news: News, *, active: bool) -> Step[Course]:
        """See `rules.detector.Detector`."""
        value = number_of(news)
        index = news.at // self.bucket_ms
        buckets = memory.buckets
        newest = buckets[-1].place if buckets else -1
        late = news.at < memory.newest[0]
        if value is None:
            return Step(memory) if late else Step(memory, (Verdict(news.at, None),))
        if late and index <= newest - BUCKETS:
            return Step(memory)
        if memory.newest == (news.at, value):
            return Step(memory)
        after = with_number(buckets, news.at, value, self.bucket_ms, 2 * BUCKETS)
        if late:
            course, known = self._trend(after, index)
            said = self._judge(course, known, news.at, value, active=False)
            return Step(Course(after, memory.trend, memory.known, memory.newest), (Verdict(said.at, said.truth, said.value, late=True),))
        line, known = (memory.trend, memory.known) if index == newest else self._trend(after, index)
        return Step(Course(after, line, known, (news.at, value)), (self._judge(line, known, news.at, value, active=active),))

    def _trend(self, buckets: Buckets, last: int) -> tuple[Trend | None, bool]:
        window = span(buckets, last, BUCKETS)
        if len(window) < FEWEST_BUCKETS or window[-1].at - window[0].at < self.over_ms * SPANNED or sum(bucket.heard for bucket in window) < self.minimum:
            return None, False
        third = len(window) // 3
        gone = sum(bucket.mean for bucket in window[-third:]) - sum(bucket.mean for bucket in window[:third])
        if gone >= 0 if self.below else gone <= 0:
            return None, True
        found = trend([(bucket.at, bucket.mean) for bucket in window])
        return (found if found is not None and (found.slope < 0) is self.below else None), True

    def _judge(self, line: Trend | None, known: bool, at: int, value: float, *, active: bool) -> Verdict:  # noqa: FBT001  see Course
        if value <= self.limit if self.below else value >= self.limit:
            return Verdict(at, truth=True, value=0.0)
        if line is None:
            return Verdict(at, False if known else None)
        # The trend may have passed the limit where the number itself has not.
        left = line.reaches(self.limit, at) or 0.0
        return Verdict(at, left <= self.within_ms * (BACK if active else 1), left / _MINUTE)

    def pass_time(self, memory: Course, _moment: int, *, active: bool) -> Step[Course]:  # noqa: ARG002  without readings nothing is known
        """See `rules.detector.Detector`."""
        return Step(memory)

    def due(self, _memory: Course) -> int | None:
        """Never: without readings nothing is known."""
        return None

    def dump(self, memory: Course) -> object:
        """See `rules.detector.Detector`."""
        line = memory.trend
        return {
            "buckets": buckets_as_json(memory.buckets),
            "trend": None if line is None else [line.slope, line.at, line.level],
            "known": memory.known,
            "newest": memory.newest,
        }

    def load(self, data: object) -> Course:
        """See `rules.detector.Detector`."""
        fields = mapping(data)
        line = fields["trend"]
        found = None
        if line is not None:
            slope, at, level = items(line, number)
            found = Trend(slope, at, level)
        at_newest, value = items(fields["newest"], number)
        return Course(buckets_from(fields["buckets"]), found, truth(fields["known"]), (int(at_newest), value))

    @property
    def history_ms(self) -> int:
        """See `rules.detector.Detector`."""
        return self.over_ms
